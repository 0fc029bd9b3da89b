/** Small texts in Redis. "Not there" and "unknown" are different answers. */

import type { RemoteTexts, StoredText } from '../remoteStore.ts'
import { isOfAnotherKey, type RedisLink } from './redisLink.ts'
import { decodeText, encodeText } from './textBlob.ts'

export function createRedisTexts(link: RedisLink): RemoteTexts {
  return {
    // A client that is refused stops sending hashes for good, so one late answer, to any read, must not cause a
    // refusal.
    getText: async (key) =>
      (await tryGet(link, key)) ?? ((await link.recovers()) ? await tryGet(link, key) : undefined) ?? unreachable,
    async setText(key, text, ttlMs) {
      return (await link.write(textKey(key), encodeText(key, text), ttlMs)) === 'kept'
    },
  }
}

/** undefined: Redis did not say */
async function tryGet(link: RedisLink, key: string): Promise<StoredText | undefined> {
  try {
    const reading = link.read(textKey(key))
    if (reading === undefined) return undefined
    const value = await reading
    const text = Buffer.isBuffer(value) ? decodeText(value, key) : undefined
    if (text === undefined && isOfAnotherKey(value)) link.distrust()
    return { reachable: true, text }
  } catch {
    return undefined
  }
}

const unreachable: StoredText = { reachable: false }

const textKey = (key: string): string => `text:${key}`
