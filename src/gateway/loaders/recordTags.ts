import type { TagMap } from '../tags/tagMap.ts'
import type { Recorder } from '../types.ts'

/** A question without a parent asks with the id 0. */
export type TagOf<Tag extends string, Key> = readonly [tag: Tag, id: (key: Key) => number]

/** Records what the value of a key depends on. */
export type RecordDependencies<Key> = (recorder: Recorder, key: Key) => void

/** @param tags those of all questions that a key asks */
export function recordTags<Tag extends string, Key>(
  map: TagMap<Tag>,
  tags: readonly (Tag | TagOf<Tag, Key>)[],
): RecordDependencies<Key> {
  const kinds = tags.map((tag) =>
    typeof tag === 'string' ? { kind: map.kindOf(tag), id: () => 0 } : { kind: map.kindOf(tag[0]), id: tag[1] },
  )
  return (recorder, key) => {
    for (const { kind, id } of kinds) recorder.tag(kind, id(key))
  }
}
