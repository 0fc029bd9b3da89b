/** No client gets another person's data in an answer: the short version; `npm run cache:leaks` is the long one. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '../../src/campus/seeding/random.ts'
import { startCachingGateway } from '../support/caching/cacheClient.ts'
import { type RedisServer, startRedis } from '../support/caching/redisServer.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import type { HttpGateway } from '../support/httpGateway.ts'
import { type Field, prepareField } from './leaks/field.ts'
import { hunt } from './leaks/hunt.ts'

let database: TestDatabase
let redis: RedisServer | undefined
let field: Field
let gateways: HttpGateway[]
beforeAll(async () => {
  database = await freshDatabase()
  field = await prepareField(database.url, 18)
  redis = await startRedis()
  const env = redis && { REDIS_URL: redis.url }
  const start = (more: object) => startCachingGateway({ databaseUrl: database.url, env: { ...env, ...more } })
  gateways = await Promise.all([
    start({}),
    start({ NODE_ENV: 'production' }),
    start(redis ? { CACHE_MEMORY_MB: '0' } : {}),
  ])
})
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()))
  await redis?.stop()
  await field.close()
  await database.drop()
})

test('in 2,000 answers no data is another person’s, while roles change, sessions end and clients leave', async () => {
  const random = createRandom(7)
  const found = await hunt({ field, gateways, random, answers: 2000, leavers: 60, rounds: 4, atOnce: 16 })
  expect(found.leaks.slice(0, 3)).toEqual([])
  expect(found.left).toBe(60)
  expect(found.hits).toBeGreaterThan(200)
})
