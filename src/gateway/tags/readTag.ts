/** Tags as people type them, in commands and over HTTP: the same words, so that what works here works there. */

import { typeNumbers } from '../../campus/cacheTags.ts'
import { purgeTags } from './purgeTags.ts'
import { parseTag, type Tag, tagOf } from './tag.ts'

/** A type alone, such as `Space`, is taken for every one of them. undefined for what is no tag. */
export function readTag(text: string): Tag | undefined {
  return parseTag(text) ?? (Object.hasOwn(typeNumbers, text) ? parseTag(`any:${text}`) : undefined)
}

/** What a purge of a tag must write, as the log keeps it; undefined for what is no tag. */
export function readPurgeTags(text: string): number[] | undefined {
  const tag = readTag(text)
  return tag && purgeTags(tag).map(({ kind, id }) => tagOf(kind, id))
}
