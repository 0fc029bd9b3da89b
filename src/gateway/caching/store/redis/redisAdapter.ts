/**
 * Keyv's store for Redis, but bytes pass through as they are: Keyv's own store would carry them as base64 in JSON.
 * Texts stay texts, so that it passes for any Keyv. The mark at the start of our frames distinguishes the two.
 */
import KeyvRedis from '@keyv/redis'
import type { KeyvStoreAdapter, StoredData } from 'keyv'
import { frameMark } from './frame.ts'
import type { KeyvClient } from './redisClient.ts'

/** What every key of ours begins with */
const prefix = 'compax'

/** A reply is not of the kind that its command gives: replies no longer belong to their commands. */
class OutOfStepError extends Error {}

export function createRedisAdapter(client: KeyvClient): KeyvStoreAdapter {
  const redis = new KeyvRedis<unknown>(client, { namespace: prefix, keyPrefixSeparator: ':', throwOnErrors: true })
  redis.on('error', () => {})
  /** Keyv's store would connect a client that we have given up, and then the client would have no owner. */
  const open = () => {
    if (client.isOpen) return redis
    throw new Error('The connection to Redis is closed')
  }
  const adapter: KeyvStoreAdapter = {
    get opts() {
      return redis.opts
    },
    get namespace() {
      return redis.namespace
    },
    set namespace(name: string | undefined) {
      redis.namespace = name === undefined ? prefix : `${prefix}:${name}`
    },
    get: async <Value>(key: string) => unwrap(await open().get(key)) as StoredData<Value>, // Keyv's caller says which
    async set(key, value: unknown, ttlMs) {
      await open().set(key, wrap(value), ttlMs === undefined ? undefined : Math.max(1, Math.floor(ttlMs)))
    },
    delete: async (key) => open().delete(key),
    clear: async () => open().clear(),
    has: async (key) => open().has(key),
    on: () => adapter,
  }
  return adapter
}

/** From Keyv: a text, or its `{ value }` if Keyv was configured not to make a text of it */
function wrap(value: unknown): string {
  if (typeof value === 'string') return value
  const bytes = typeof value === 'object' && value !== null && 'value' in value ? value.value : undefined
  if (!Buffer.isBuffer(bytes) || bytes[0] !== frameMark) throw new TypeError('A value is a text, or bytes in a frame')
  return bytes as unknown as string // its types know texts alone; the client sends bytes as they are
}

function unwrap(reply: unknown): string | { value: Buffer } | undefined {
  if (reply === undefined) return undefined
  if (!Buffer.isBuffer(reply)) throw new OutOfStepError('Redis gave something else than a value')
  return reply[0] === frameMark ? { value: reply } : reply.toString()
}
