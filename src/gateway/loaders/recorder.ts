/** What an answer depends on is written down as it is asked for, on the operation that asks, whoever's batch it joins. */

import type { TagName } from '../../campus/cacheTags.ts'
import { kindOf } from '../tags/tag.ts'

export interface Recorder {
  /** A row, or a question that rows belong to. @param id 0 where the kind has no ids */
  tag(kind: number, id: number): void
  /** A list that depends on who asks */
  viewer(): void
  /** Something that no tag speaks of: the answer cannot be kept. */
  untagged(): void
}

/** A question without a parent asks with the id 0. */
export type TagOf<Key> = readonly [tag: TagName, id: (key: Key) => number]

export type Record<Key> = (recorder: Recorder, key: Key) => void

/** @param tags those of all questions that a key asks */
export function recordTags<Key>(tags: readonly (TagName | TagOf<Key>)[]): Record<Key> {
  const kinds = tags.map((tag) =>
    typeof tag === 'string' ? { kind: kindOf(tag), id: () => 0 } : { kind: kindOf(tag[0]), id: tag[1] },
  )
  return (recorder, key) => {
    for (const { kind, id } of kinds) recorder.tag(kind, id(key))
  }
}
