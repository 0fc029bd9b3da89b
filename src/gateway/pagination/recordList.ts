/** Which tags a page or a count of a list depends on: that of the list itself, and those of what its selection looks at. */

import { kinds, type TagName } from '../../campus/cacheTags.ts'
import type { Recorder } from '../loaders/recorder.ts'
import { kindOf } from '../tags/tag.ts'
import type { Selection } from './source.ts'

interface AskedList {
  parent: number
  selection: Selection
}

const names: ReadonlySet<string> = new Set(kinds.map(({ name }) => name))

/** @param name of the connection: `Space.bookings`, or `Query.bookings` for the list of all */
export function recordList(name: string): (recorder: Recorder, list: AskedList) => void {
  const own = name.replace(/^Query\./, '')
  const kind = names.has(own) ? kindOf(own as TagName) : undefined // just looked up
  return (recorder, { parent, selection: { tags = [] } }) => {
    // A list that nothing purges must not be kept.
    if (tags === 'none' || (kind === undefined && tags.length === 0)) return recorder.untagged()
    if (kind !== undefined) recorder.tag(kind, parent)
    for (const tag of tags) recorder.tag(kindOf(tag), 0)
  }
}
