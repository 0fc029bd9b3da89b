/**
 * Turns what an execution read into the tags its answer is kept under. A change may write two tags in place of a row's
 * own tag: `bulk:Type`, and for an answer without row tags `any:Type`. They must be among the tags, because the change
 * would miss the answer otherwise.
 */
import { everything, operationTag, type Tag, tagOf } from './tag.ts'
import type { TagMap } from './tagMap.ts'

/** The ids recorded of each kind; a kind without ids has the id 0. */
export type RecordedTags = ReadonlyMap<number, ReadonlySet<number>>

/**
 * Checking 300 tags takes 700 ns, and an answer with more rows than this depends on nearly any change.
 * @internal
 */
export const maxRecordedTags = 500

/**
 * The coarse tags come first, so that a list cut to a length keeps them. If there are more tags than `maxRecordedTags`,
 * the types with the most give way to their `any:Type`, which every change of the type writes.
 *
 * @param operationHash SHA-256 of the operation, hexadecimal
 */
export function entryTags(map: TagMap, recorded: RecordedTags, operationHash: string): Tag[] {
  const tagsByType = groupByType(map, recorded)
  const coarse = [everything, operationTag(operationHash)]
  const fine: Tag[] = []
  let left = [...tagsByType.values()].reduce((sum, tags) => sum + tags.length, 0)
  for (const [type, tags] of [...tagsByType].sort(([, a], [, b]) => b.length - a.length)) {
    if (left > maxRecordedTags) {
      coarse.push(map.anyOf(type))
      left -= tags.length
    } else {
      coarse.push(map.bulkOf(type))
      fine.push(...tags)
    }
  }
  return [...coarse, ...fine]
}

/** As the tag versions are indexed. */
export const tagNumbers = (tags: readonly Tag[]): Int32Array => Int32Array.from(tags, ({ kind, id }) => tagOf(kind, id))

function groupByType(map: TagMap, recorded: RecordedTags): Map<string, Tag[]> {
  const tagsByType = new Map<string, Tag[]>()
  for (const [kind, ids] of recorded) {
    const type = map.typeOf(kind)
    if (type === undefined) throw new Error(`Nothing records tags of the kind ${kind}.`)
    const tags = tagsByType.get(type) ?? []
    for (const id of ids) tags.push({ kind, id })
    tagsByType.set(type, tags)
  }
  return tagsByType
}
