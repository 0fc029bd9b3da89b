/**
 * Texts that clients brought, where every gateway finds them. Nobody waits for one to be kept, and what is found is not
 * believed: whoever can write there must not be able to put a text under another one's hash.
 */
import { hash } from 'node:crypto'
import { persistedQueryNotSupported } from '../errors.ts'

/** "Not there" and "nobody knows" are different answers to a client that sent only a hash. */
export interface TextStore {
  getText(key: string): Promise<{ reachable: false } | { reachable: true; text: string | undefined }>
  /** false: not kept, as far as anybody knows */
  setText(key: string, text: string, ttlMs: number): Promise<boolean>
}

export interface SharedTexts {
  /** Throws PERSISTED_QUERY_NOT_SUPPORTED when nobody knows, so that the client sends the text. @param status of the refusal */
  find(sha256Hash: string, status: number): Promise<string | undefined>
  keep(sha256Hash: string, text: string): void
}

/** Of what was kept for so long another is made, so that it does not end while clients come. */
const renewAfter = 0.5

export function shareTexts(store: TextStore, lifetimeMs: number, clock: () => number = Date.now): SharedTexts {
  const keptAt = new Map<string, number>()

  async function write(sha256Hash: string, text: string, now: number): Promise<void> {
    keptAt.set(sha256Hash, now)
    if (keptAt.size > mostKnown) keptAt.clear()
    if (!(await store.setText(sha256Hash, text, lifetimeMs))) keptAt.delete(sha256Hash)
  }

  return {
    async find(sha256Hash, status) {
      const found = await store.getText(sha256Hash)
      if (!found.reachable) throw persistedQueryNotSupported(status)
      const { text } = found
      return text !== undefined && hash('sha256', text) === sha256Hash ? text : undefined
    },
    keep(sha256Hash, text) {
      const now = clock()
      const at = keptAt.get(sha256Hash)
      if (at === undefined || now - at > renewAfter * lifetimeMs) void write(sha256Hash, text, now)
    },
  }
}

const mostKnown = 100_000
