import { stripIgnoredCharacters } from 'graphql'

/** In UTF-8; far more than any screen asks with */
const maxBytes = 64 * 1024

/**
 * The text as it is remembered: without comments, and without white space if that makes it long. Undefined for a text
 * that is still too long. Strangers choose texts, and a megabyte of comments around a field costs them nothing.
 */
export function rememberable(text: string): string | undefined {
  const isShort = text.length <= maxBytes && !text.includes('#')
  const bare = isShort ? text : stripped(text)
  return bare !== undefined && Buffer.byteLength(bare) <= maxBytes ? bare : undefined
}

/** Undefined for a text that is not GraphQL. */
function stripped(text: string): string | undefined {
  try {
    return stripIgnoredCharacters(text)
  } catch {
    return undefined
  }
}
