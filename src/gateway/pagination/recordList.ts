/**
 * Which tags a page or a count of a list depends on: that of the list itself, and those that its selection looks at.
 */

import type { TagMap } from '../tags/tagMap.ts'
import type { Recorder } from '../types.ts'
import type { Selection } from './source.ts'

interface AskedList {
  parent: number
  selection: Selection
}

/** @param name of the connection: `Space.bookings`, or `Query.bookings` for the list of all */
export function recordList(map: TagMap, name: string): (recorder: Recorder, list: AskedList) => void {
  const own = name.replace(/^Query\./, '')
  const kind = map.has(own) ? map.kindOf(own) : undefined
  return (recorder, { parent, selection: { tags = [] } }) => {
    // A list that nothing purges must not be kept.
    if (tags === 'none' || (kind === undefined && tags.length === 0)) return recorder.untagged()
    if (kind !== undefined) recorder.tag(kind, parent)
    for (const tag of tags) recorder.tag(map.kindOf(tag), 0)
  }
}
