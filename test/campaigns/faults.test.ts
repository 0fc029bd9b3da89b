/** The short version of `npm run cache:faults`: no error and no wrong answer, whatever Redis does, and it is used again. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type RedisServer, skipWithoutRedis, startRedis } from '../support/caching/redisServer.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { type Campaign, maxRecoveryMs, openCampaign } from './faults/campaign.ts'

const names = ['dead', 'hung', 'slow', 'refusing', 'loading', 'full', 'read-only', 'wrong type', 'garbage', 'truncated']

let database: TestDatabase
let redis: RedisServer | undefined
let campaign: Campaign

beforeAll(async () => {
  redis = await startRedis()
  if (redis === undefined) return
  database = await freshDatabase()
  campaign = await openCampaign({ databaseUrl: database.url, redis, requests: 100 })
})
afterAll(async () => {
  await campaign?.stop()
  await redis?.stop()
  await database?.drop()
})
beforeEach(skipWithoutRedis)

test.each([...names, 'no protocol', 'cut off'])('%s', { timeout: 90_000 }, async (name) => {
  const trouble = campaign.troubles.find((one) => one.name === name)
  if (trouble === undefined) throw new Error(`There is no fault ${name}.`)
  const { failures, recoveryMs } = await campaign.suffer(trouble)
  expect(failures).toEqual([])
  expect(recoveryMs).toBeLessThan(maxRecoveryMs)
})
