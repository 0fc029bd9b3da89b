/** The headers that a tab sends, as its editor keeps them: JSON with comments, or what is not finished yet. */
import { tryParseJSONC } from '@graphiql/react'

/** None of what cannot be read. */
export function readHeaders(text: string): Record<string, string> {
  try {
    const read = Object.entries(tryParseJSONC(text) ?? {})
    return Object.fromEntries(read.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
  } catch {
    return {}
  }
}

const isToken = (name: string): boolean => name.toLowerCase() === 'authorization'

export const hasToken = (text: string): boolean => Object.keys(readHeaders(text)).some(isToken)

/** Text that is to stay as it was written where it holds none. */
export function withoutToken(text: string): string {
  if (!hasToken(text)) return text
  const kept = Object.entries(readHeaders(text)).filter(([name]) => !isToken(name))
  return kept.length === 0 ? '' : JSON.stringify(Object.fromEntries(kept), null, 2)
}
