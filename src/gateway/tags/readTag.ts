/** Tags as people type them, in commands and over HTTP: both read the same words. */
import { purgeTags } from './purgeTags.ts'
import { type Tag, tagOf } from './tag.ts'
import type { TagMap } from './tagMap.ts'

/** A type alone, such as `Space`, stands for `any:Space` if its rows have no tag. undefined if it is not a tag. */
export function readTag(map: TagMap, text: string): Tag | undefined {
  return map.parse(text) ?? (Object.hasOwn(map.typeNumbers, text) ? map.anyOf(text) : undefined)
}

/** What a purge of a tag must write, as the log keeps it; undefined for a text that is not a tag. */
export function readPurgeTags(map: TagMap, text: string): number[] | undefined {
  const tag = readTag(map, text)
  return tag && purgeTags(map, tag).map(({ kind, id }) => tagOf(kind, id))
}
