import { stripIgnoredCharacters } from 'graphql'

/** In UTF-8; far more than any screen asks with */
const maxBytes = 64 * 1024

/**
 * The text as it is remembered: without comments, and without white space where that makes it long. Undefined for one that
 * is too long all the same. Strangers choose texts, and a megabyte of comments around a field costs them nothing.
 */
export function rememberable(text: string): string | undefined {
  const isShort = text.length <= maxBytes && !text.includes('#')
  const bare = isShort ? text : stripped(text)
  return bare !== undefined && Buffer.byteLength(bare) <= maxBytes ? bare : undefined
}

/** Undefined for what is no GraphQL. */
function stripped(text: string): string | undefined {
  try {
    return stripIgnoredCharacters(text)
  } catch {
    return undefined
  }
}
