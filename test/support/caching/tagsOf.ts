import { tagMap } from '../../../src/campus/cacheTags.ts'
import { tagOf } from '../../../src/gateway/tags/tag.ts'

/** Tags by their texts, as `isFresh` takes them. */
export const tagsOf = (...texts: string[]): Int32Array =>
  Int32Array.from(texts, (text) => {
    const tag = tagMap.parse(text)
    if (tag === undefined) throw new Error(`${text} is no tag.`)
    return tagOf(tag.kind, tag.id)
  })

export const rename = (spaceId: number): string => `update spaces set name = name || '!' where id = ${spaceId}`
