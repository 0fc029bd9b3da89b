/** Nothing older than an answered mutation is served: the short version; `npm run cache:stale` is the long one. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '../../src/campus/seeding/random.ts'
import { startCachingGateway } from '../support/caching/cacheClient.ts'
import { type RedisServer, startRedis } from '../support/caching/redisServer.ts'
import { createCampusRows } from '../support/campusRows.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import type { HttpGateway } from '../support/httpGateway.ts'
import { addPerson } from '../support/people.ts'
import { type DelayingProxy, startDelayingProxy } from './stale/delayingProxy.ts'
import { causeFaults } from './stale/faults.ts'
import { race } from './stale/race.ts'

const campus = createCampusRows()
const hall = campus.building()
const rooms = Array.from({ length: 8 }, () => campus.space(hall).id)
const random = createRandom(3)

let database: TestDatabase
let redis: RedisServer | undefined
let proxies: DelayingProxy[]
let instances: HttpGateway[]
beforeAll(async () => {
  database = await freshDatabase()
  await campus.insert(database.url)
  redis = await startRedis()
  const env = redis && { REDIS_URL: redis.url }
  const url = new URL(database.url)
  const delayMs = () => random.whole(0, 20)
  proxies = await Promise.all([1, 2, 3].map(() => startDelayingProxy(Number(url.port), delayMs)))
  instances = await Promise.all(
    proxies.map(({ port }) => {
      const databaseUrl = Object.assign(new URL(url), { port: String(port) }).href
      return startCachingGateway({ databaseUrl, ...(env && { env }) })
    }),
  )
})
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.stop()))
  await Promise.all(proxies.map((proxy) => proxy.stop()))
  await redis?.stop()
  await database.drop()
})

test('of 100 mutations through any of three gateways, while ears are killed and Redis is dropped', async () => {
  const { headers } = await addPerson(database.url, 'ADMIN')
  const faults = causeFaults({ databaseUrl: database.url, redis, signal: [], random, everyMs: 200 })
  const report = await race({ instances, headers, rooms, building: hall.id, mutations: 100, readers: 6, random })
  await faults.stop()
  expect(report.stale).toEqual([])
  expect(report.failed).toBe(0)
  expect(report.mutations).toBeGreaterThanOrEqual(100)
  expect(Math.min(report.hits, report.arrays, report.notModified)).toBeGreaterThan(0)
})
