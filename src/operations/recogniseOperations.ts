/**
 * Texts that are a registered operation but for white space and comments: its file as it stands, or what another client
 * library prints. They are recognised by the hash of what graphql-js prints for both; a text is parsed for that once.
 */
import { hash } from 'node:crypto'
import { parse, print } from 'graphql'
import { LRUCache } from 'lru-cache'

export interface RecognisedOperations {
  /** The id of the registered operation that this text is, if it is one. */
  idOfText(hash: string, text: string): string | undefined
  /** The same by the hash of a text that was recognised before. */
  idOfHash(hash: string): string | undefined
}

/** Strangers' texts are kept too, so that sending one again and again costs no parsing. */
const textsKept = 2000

export function recogniseOperations(registered: readonly { id: string; body: string }[]): RecognisedOperations {
  // Every token has a character, so a text with more tokens is none of these.
  const maxTokens = Math.max(0, ...registered.map(({ body }) => body.length))
  const idByPrinted = new Map(registered.map(({ id, body }) => [printedHash(body, maxTokens), id]))
  const idByHash = new LRUCache<string, string>({ max: textsKept })

  return {
    idOfText(hash, text) {
      const known = idByHash.get(hash)
      const id = known ?? idByPrinted.get(printedHash(text, maxTokens)) ?? stranger
      if (known === undefined) idByHash.set(hash, id)
      return id === stranger ? undefined : id
    },
    idOfHash(hash) {
      const id = idByHash.get(hash)
      return id === stranger ? undefined : id
    },
  }
}

const stranger = ''

/** The same for texts that differ in nothing but white space, commas and comments. */
function printedHash(text: string, maxTokens: number): string {
  try {
    return hash('sha256', print(parse(text, { maxTokens, noLocation: true })))
  } catch {
    // No operation at all, or more deeply nested than the stack: whoever runs it will say so.
    return stranger
  }
}
