/** Small texts in Redis, where "not there" and "nobody knows" are told apart. */
import { isOfAnotherKey, type RedisLink } from './redisLink.ts'
import type { RemoteTexts, StoredText } from './remoteStore.ts'
import { decodeText, encodeText } from './textBlob.ts'

export function createRedisTexts(link: RedisLink): RemoteTexts {
  return {
    async getText(key) {
      try {
        const reading = link.read(textKey(key))
        if (reading === undefined) return unreachable
        const value = await reading
        const text = Buffer.isBuffer(value) ? decodeText(value, key) : undefined
        if (text === undefined && isOfAnotherKey(value)) link.distrust()
        return { reachable: true, text }
      } catch {
        return unreachable
      }
    },
    async setText(key, text, ttlMs) {
      return (await link.write(textKey(key), encodeText(key, text), ttlMs)) === 'kept'
    },
  }
}

const unreachable: StoredText = { reachable: false }

const textKey = (key: string): string => `text:${key}`
