/**
 * Texts that clients brought, in a store that every gateway can read. A request never waits until a text is kept. A
 * text from the store is not believed, because a writer to the store must not be able to put a text under the hash of
 * another. So a text is kept as it was sent, and packed, because comments are part of the hashed text.
 *
 * The store is bounded whatever clients send, and without any count that gateways would have to share: each hash has
 * one of a fixed number of places, and the latest text stays there. A client sends an evicted text again.
 */
import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRaw, inflateRawSync } from 'node:zlib'
import { persistedQueryNotSupported } from '../errors/errors.ts'

/** "Not there" and "unknown" are different answers to a client that sent only a hash. */
export interface TextStore {
  getText(key: string): Promise<{ reachable: false } | { reachable: true; text: string | undefined }>
  /** false: not kept, as far as is known */
  setText(key: string, text: string, ttlMs: number): Promise<boolean>
}

export interface SharedTexts {
  /**
   * Throws PERSISTED_QUERY_NOT_SUPPORTED if it is unknown, so that the client sends the text. @param status of the
   * refusal
   */
  find(sha256Hash: string, status: number): Promise<string | undefined>
  keep(sha256Hash: string, text: string): void
}

/** After this part of its time a text is kept anew, so that it does not end while clients come. */
const renewAfter = 0.5

/** By the length of a packed text: 16 MiB for the first, which almost all are, and 16 MiB for the others */
const shelves = [
  { name: 'short', maxLength: 2048, places: 8192 },
  { name: 'long', maxLength: 64 * 1024, places: 256 },
]

export function shareTexts(store: TextStore, lifetimeMs: number, clock: () => number = Date.now): SharedTexts {
  const keptAt = new Map<string, number>()

  async function write(sha256Hash: string, text: string, now: number): Promise<void> {
    keptAt.set(sha256Hash, now)
    if (keptAt.size > maxKnown) keptAt.clear()
    // A text that is remembered without its comments does not have this hash any more.
    if (hash('sha256', text) !== sha256Hash) return
    const packed = await pack(text)
    const shelf = shelves.find(({ maxLength }) => packed.length <= maxLength)
    if (shelf === undefined) return
    if (!(await store.setText(placeOn(shelf, sha256Hash), packed, lifetimeMs))) keptAt.delete(sha256Hash)
  }

  return {
    async find(sha256Hash, status) {
      for (const shelf of shelves) {
        const found = await store.getText(placeOn(shelf, sha256Hash))
        if (!found.reachable) throw persistedQueryNotSupported(status)
        const text = found.text === undefined ? undefined : unpack(found.text)
        if (text !== undefined && hash('sha256', text) === sha256Hash) return text
      }
      return undefined
    },
    keep(sha256Hash, text) {
      const now = clock()
      const at = keptAt.get(sha256Hash)
      if (at === undefined || now - at > renewAfter * lifetimeMs) void write(sha256Hash, text, now)
    },
  }
}

const maxKnown = 100_000

const placeOn = ({ name, places }: (typeof shelves)[number], sha256Hash: string): string =>
  `${name}:${Number.parseInt(sha256Hash.slice(0, 8), 16) % places}`

const deflate = promisify(deflateRaw)

const pack = async (text: string): Promise<string> => (await deflate(text)).toString('base64')

/** No body is larger, but the store may hold anything. */
const maxText = 1024 * 1024

function unpack(packed: string): string | undefined {
  try {
    return inflateRawSync(Buffer.from(packed, 'base64'), { maxOutputLength: maxText }).toString()
  } catch {
    return undefined
  }
}
