/**
 * From what an execution met to the tags its answer is kept under. Two things a change may write in place of a row's own
 * tag must be among them, or it would pass the answer by: `bulk:Type`, and for those who carry no rows `any:Type`.
 */

import type { TypeName } from '../../campus/cacheTags.ts'
import { anyOf, bulkOf, everything, operationTag, type Tag, tagOf, typeOf } from './tag.ts'

/** The ids met of each kind; a kind without ids has the id 0. */
export type RecordedTags = ReadonlyMap<number, ReadonlySet<number>>

/**
 * Checking 300 tags takes 700 ns, and whoever asks for more than this many rows depends on nearly any change.
 * @internal
 */
export const mostRecordedTags = 500

/**
 * The coarse tags come first, so that a list cut to a length keeps them. Of more tags than `mostRecordedTags` the types
 * with the most give way to their `any:Type`, which every change of the type writes.
 *
 * @param operationHash SHA-256 of the operation, hexadecimal
 */
export function entryTags(recorded: RecordedTags, operationHash: string): Tag[] {
  const tagsByType = groupByType(recorded)
  const coarse = [everything, operationTag(operationHash)]
  const fine: Tag[] = []
  let left = [...tagsByType.values()].reduce((sum, tags) => sum + tags.length, 0)
  for (const [type, tags] of [...tagsByType].sort(([, a], [, b]) => b.length - a.length)) {
    if (left > mostRecordedTags) {
      coarse.push(anyOf(type))
      left -= tags.length
    } else {
      coarse.push(bulkOf(type))
      fine.push(...tags)
    }
  }
  return [...coarse, ...fine]
}

/** As the fence takes them. */
export const tagNumbers = (tags: readonly Tag[]): Int32Array => Int32Array.from(tags, ({ kind, id }) => tagOf(kind, id))

function groupByType(recorded: RecordedTags): Map<TypeName, Tag[]> {
  const tagsByType = new Map<TypeName, Tag[]>()
  for (const [kind, ids] of recorded) {
    const type = typeOf(kind)
    if (type === undefined) throw new Error(`Nothing records tags of the kind ${kind}.`)
    const tags = tagsByType.get(type) ?? []
    for (const id of ids) tags.push({ kind, id })
    tagsByType.set(type, tags)
  }
  return tagsByType
}
