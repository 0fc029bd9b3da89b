/** Several gateways on one database and one Redis: what they share, what they execute, and what a broken Redis changes. */
import pg from 'pg'
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest'
import { answerOf, ask, fresh, startCachingGateway, statusOf, warm, ways } from '../../support/caching/cacheClient.ts'
import { type RedisServer, skipWithoutRedis, startRedis } from '../../support/caching/redisServer.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'
import type { HttpGateway } from '../../support/httpGateway.ts'

let database: TestDatabase
let redis: RedisServer | undefined
let gateways: HttpGateway[]
let startAnother: () => Promise<HttpGateway>
beforeAll(async () => {
  database = await freshDatabase()
  const campus = createCampusRows()
  campus.space(campus.building())
  await campus.insert(database.url)
  redis = await startRedis()
  const env = redis && { REDIS_URL: redis.url }
  const start = (more: object) => startCachingGateway({ databaseUrl: database.url, env: { ...env, ...more } })
  startAnother = () => start({})
  gateways = await Promise.all([start({}), start({}), start({ CACHE_MEMORY_MB: redis ? '0' : '64' })])
})
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()))
  await redis?.stop()
  await database.drop()
})

let names = 0
const freshQuery = () => `{ a${++names}: spaces { nodes { id name } } }`
const first = () => gateways[0] as HttpGateway

test('1,000 equal misses at once on four gateways are one execution each at most', { timeout: 60_000 }, async () => {
  const query = freshQuery()
  const four = [...gateways.slice(0, 2), ...(await Promise.all([startAnother(), startAnother()]))]
  for (const gateway of four) await ask(gateway, { query })
  const holder = new pg.Client({ connectionString: database.url })
  await holder.connect()
  await holder.query('begin; lock spaces in access exclusive mode')
  const asked = Promise.all(Array.from({ length: 1000 }, (_, index) => ask(four[index % 4] as HttpGateway, { query })))
  // No request can be answered before all have arrived: the one asked after them is answered after they have come.
  for (let turn = 0; turn < 3; turn++) await Promise.all(four.map((gateway) => gateway.send({ path: '/healthz' })))
  await holder.query('rollback')
  await holder.end()
  const answers = await asked
  const executed = answers.filter(({ graphql }) => (graphql.extensions?.sql?.statements ?? 0) > 0)
  expect(executed.length).toBeLessThanOrEqual(4)
  expect(new Set(answers.map(answerOf)).size).toBe(1)
  await Promise.all(four.slice(2).map((gateway) => gateway.stop()))
})

test('what one keeps another one finds, with or without a memory of its own', async (context: TestContext) => {
  skipWithoutRedis(context)
  const operation = { query: freshQuery() }
  const { headers } = await warm(first(), operation)
  for (const gateway of gateways.slice(1)) {
    await ask(gateway, operation)
    let answer = await ask(gateway, operation)
    for (let tries = 0; tries < 50 && statusOf(answer.headers) !== 'hit'; tries++)
      answer = await ask(gateway, operation)
    expect([statusOf(answer.headers), answer.headers.etag]).toEqual(['hit', headers.etag])
  }
})

test('a hash that one gateway learns is known to all, and to none without Redis', async (context: TestContext) => {
  skipWithoutRedis(context)
  const operation = { query: freshQuery() }
  expect((await ways['POST hash'](gateways[1] as HttpGateway, operation)).code).toBe('PERSISTED_QUERY_NOT_FOUND')
  await ways['POST both'](first(), operation)
  let answer = await ways['POST hash'](gateways[1] as HttpGateway, operation)
  while (answer.code === 'PERSISTED_QUERY_NOT_FOUND')
    answer = await ways['POST hash'](gateways[1] as HttpGateway, operation)
  expect(answer.graphql.data).toBeDefined()

  const unknown = { query: freshQuery() }
  await redis?.stop()
  answer = await ways['POST hash'](first(), unknown)
  expect([answer.status, answer.code]).toEqual([200, 'PERSISTED_QUERY_NOT_SUPPORTED'])
  expect((await ways['POST both'](first(), unknown)).graphql.errors).toBeUndefined()
  expect((await ways['POST hash'](first(), unknown)).graphql.errors).toBeUndefined()
  for (const gateway of gateways) {
    for (const query of [operation.query, freshQuery(), freshQuery()]) {
      const kept = await ask(gateway, { query })
      expect([kept.status, answerOf(kept)]).toEqual([200, answerOf(await ask(gateway, { query }, fresh))])
    }
  }
})
