/** Keyv's own tests of a store, on ours. */
import keyvTestSuite from '@keyv/test-suite'
import Keyv from 'keyv'
import * as vitest from 'vitest'
import { createBoundedCache } from '../../../src/gateway/caching/store/boundedCache.ts'
import { createRedisAdapter } from '../../../src/gateway/caching/store/redis/redisAdapter.ts'
import { createRedisClient, type RedisClient } from '../../../src/gateway/caching/store/redis/redisClient.ts'
import { parseRedisUrl } from '../../../src/gateway/caching/store/redis/redisUrl.ts'
import { createMemoryAdapter, valueBytes } from '../../support/caching/memoryAdapter.ts'
import { type RedisServer, skipWithoutRedis, startRedis } from '../../support/caching/redisServer.ts'

vitest.describe('the memory store', () => {
  const cache = createBoundedCache(2 ** 20, valueBytes)
  keyvTestSuite(vitest, Keyv, () => createMemoryAdapter(cache))
})

vitest.describe('the Redis store', () => {
  let redis: RedisServer | undefined
  let client: RedisClient | undefined
  vitest.beforeAll(async () => {
    redis = await startRedis()
    if (redis === undefined) return
    client = createRedisClient(parseRedisUrl(redis.url), 20_000, () => {})
    // The suite makes a store for every line, and each listens.
    client.forKeyv.setMaxListeners(0)
    await client.connect()
  })
  vitest.afterAll(async () => {
    client?.destroy()
    await redis?.stop()
  })
  vitest.beforeEach(skipWithoutRedis)
  keyvTestSuite(vitest, Keyv, () => {
    if (client === undefined) throw new Error('no redis-server')
    return createRedisAdapter(client.forKeyv)
  })

  vitest.test('keeps bytes as bytes, and refuses what it could not tell from a text', async () => {
    if (client === undefined) throw new Error('no redis-server')
    const adapter = createRedisAdapter(client.forKeyv)
    const bytes = Buffer.of(0xc0, 1, 2, 0xff)
    await adapter.set('key', { value: bytes }, 60_000)
    vitest.expect(await adapter.get('key')).toEqual({ value: bytes })
    await vitest.expect(adapter.set('key', { value: Buffer.from('text') })).rejects.toThrow(TypeError)
    await vitest.expect(adapter.set('key', 7)).rejects.toThrow(TypeError)
  })
})
