/** Entries in Redis. A value is believed to be ours if it says so itself. It is never believed to be fresh here. */

import type { CacheEntry } from '../entry.ts'
import type { RemoteCounters, RemoteStore } from '../remoteStore.ts'
import { decodeEntry, encodeEntry } from './blob.ts'
import { isOfAnotherKey, type RedisLink } from './redisLink.ts'

export function createRedisStore(link: RedisLink): RemoteStore {
  const counters: RemoteCounters = {
    hits: 0,
    misses: 0,
    failures: 0,
    unreadable: 0,
    writes: 0,
    failedWrites: 0,
    skippedWrites: 0,
  }

  function entryIn(value: unknown, key: string): CacheEntry | undefined {
    if (value === undefined) {
      counters.misses += 1
      return undefined
    }
    const entry = Buffer.isBuffer(value) ? decodeEntry(ownMemory(value), key) : undefined
    if (entry !== undefined) counters.hits += 1
    else counters.unreadable += 1
    if (entry === undefined && isOfAnotherKey(value)) link.distrust()
    return entry
  }

  async function read(reading: Promise<unknown>, key: string): Promise<CacheEntry | undefined> {
    try {
      return entryIn(await reading, key)
    } catch {
      counters.failures += 1
      return undefined
    }
  }

  return {
    get(key) {
      const reading = link.read(answerKey(key))
      return reading === undefined ? undefined : read(reading, key)
    },
    set(entry, ttlMs) {
      // Checked first, because making the bytes is the costly part.
      if (!link.takesWrites || !(ttlMs >= 1)) {
        counters.skippedWrites += 1
        return
      }
      void link.write(answerKey(entry.key), encodeEntry(entry), ttlMs).then((outcome) => {
        counters[outcomes[outcome]] += 1
      })
    },
    get state() {
      return link.state
    },
    counters,
    async close() {
      link.close()
    },
  }
}

const answerKey = (key: string): string => `answer:${key}`

const outcomes = { kept: 'writes', failed: 'failedWrites', skipped: 'skippedWrites' } as const

/** A view of a socket's bytes keeps the whole chunk, and memory would then hold the chunk without counting it. */
function ownMemory(bytes: Buffer): Buffer {
  if (bytes.buffer.byteLength <= 2 * bytes.length + 512) return bytes
  const own = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(own)
  return own
}
