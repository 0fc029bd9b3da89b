/**
 * Gives an entry an encoding when a client first takes it: once, and away from the event loop. Only the first client to
 * take it waits for it. Encodings are attached to the one entry, which is weighed again.
 */
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import pLimit from 'p-limit'
import type { CacheEntry } from './entry.ts'

export interface Compressions {
  /** Works once for each entry, however often it is called. Resolves when nothing is left to do; never rejects */
  compress(entry: CacheEntry): Promise<void>
}

/** Below this size a packet is sent whether it is full or not. */
const minBytes = 1024
/** Zlib's work shares Node's four threads with hashed passwords and look-ups of names. */
const maxAtOnce = 2
/** No more entries wait: an entry that is asked for again comes here again. */
const maxWaiting = 200

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

export function createCompressions(attached: (entry: CacheEntry) => void): Compressions {
  const limit = pLimit(maxAtOnce)
  const underWay = new WeakMap<CacheEntry, Promise<void>>()

  async function attachAll(entry: CacheEntry): Promise<void> {
    const { body } = entry
    const params = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: body.length }
    const br = entry.br ?? (await brotli(body, { params }))
    const gz = entry.gzip ?? (await zip(body, { level: 6 }))
    if (br.length < body.length) entry.br = ownMemory(br)
    if (gz.length < body.length) entry.gzip = ownMemory(gz)
    attached(entry)
  }

  return {
    compress(entry) {
      const isDone = entry.body.length <= minBytes || (entry.br !== undefined && entry.gzip !== undefined)
      const started = underWay.get(entry)
      if (started !== undefined) return started
      if (isDone || limit.pendingCount >= maxWaiting) return nothingToDo
      // Without memory for an encoding, the entry is still sent as it is.
      const work = limit(() => attachAll(entry)).catch(() => {})
      underWay.set(entry, work)
      return work
    },
  }
}

const nothingToDo = Promise.resolve()

/** Zlib gives a view of a larger piece of memory, which would be kept and not counted. */
const ownMemory = (bytes: Buffer): Buffer =>
  bytes.buffer.byteLength === bytes.length ? bytes : Buffer.from(new Uint8Array(bytes).buffer)
