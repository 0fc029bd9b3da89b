/**
 * Recognizes a text that is a registered operation except for white space, comments and the `__typename`s that were
 * added to it: its file as it stands, or what another client library prints. A text is parsed once for that. A text
 * that lacks some of the `__typename`s is answered as it asks, without them.
 */

import { hash } from 'node:crypto'
import { type DocumentNode, parse, print } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { KnownText } from '../types.ts'
import { addTypenames } from './typenames.ts'

export interface RecognisedOperations {
  /** The text to answer in place of this one, if it is registered. */
  ofText(hash: string, text: string): KnownText | undefined
  /** The same by the hash of a text that was recognized before. */
  ofHash(hash: string): KnownText | undefined
}

/** Unregistered texts are kept too, so that sending one again and again costs no parsing. */
const textsKept = 2000

export function recogniseOperations(registered: readonly KnownText[]): RecognisedOperations {
  // Every token has a character, so a text with more tokens cannot be one of these.
  const maxTokens = Math.max(0, ...registered.map(({ text }) => text.length))
  const byPrinted = new Map(registered.map((known) => [hash('sha256', print(parse(known.text))), known]))
  const byHash = new LRUCache<string, KnownText | typeof stranger>({ max: textsKept })

  function recognise(text: string): KnownText | undefined {
    const document = parseOrGiveUp(text, maxTokens)
    if (document === undefined) return undefined
    const printed = print(document)
    const own = hash('sha256', printed)
    const isPart = byPrinted.has(hash('sha256', print(addTypenames(document))))
    return byPrinted.get(own) ?? (isPart ? { hash: own, text: printed } : undefined)
  }

  return {
    ofText(hash, text) {
      const known = byHash.get(hash) ?? recognise(text) ?? stranger
      byHash.set(hash, known)
      return known === stranger ? undefined : known
    },
    ofHash(hash) {
      const known = byHash.get(hash)
      return known === stranger ? undefined : known
    },
  }
}

const stranger = 'stranger'

/** undefined for a text without an operation, and for one nested deeper than the stack: running it will report that. */
function parseOrGiveUp(text: string, maxTokens: number): DocumentNode | undefined {
  try {
    return parse(text, { maxTokens, noLocation: true })
  } catch {
    return undefined
  }
}
