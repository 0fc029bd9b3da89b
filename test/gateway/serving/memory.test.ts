/**
 * What requests leave in memory: nothing of their own, and no more of their texts than the bounds allow. The tests
 * count the objects that are alive after a collection, because that is the same on every machine; `npm run soak` shows
 * how large the heap becomes.
 */
import { queryObjects } from 'node:v8'
import { Source } from 'graphql'
import { LRUCache } from 'lru-cache'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { LaneBatch } from '../../../src/gateway/database/lanes/laneBatch.ts'
import { Sql } from '../../../src/gateway/database/sql.ts'
import { Pending } from '../../../src/gateway/loaders/pending.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { startGateway, type TestGateway } from '../../support/harness.ts'

let gateway: TestGateway

beforeAll(async () => {
  const campus = createCampusRows()
  campus.building()
  gateway = await startGateway({ prepare: campus.insert })
})
afterAll(() => gateway.stop())
// Thousands of requests: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000 })

const texts = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `{ a${from + i}: buildings(first: 2) { nodes { name } } }`)

/** Each text twice: graphql-js answers it first, and then it is compiled. */
async function ask(asked: string[]): Promise<void> {
  for (let at = 0; at < asked.length; at += atOnce) {
    const some = asked.slice(at, at + atOnce)
    for (const _ of ['judged', 'compiled']) {
      for (const { errors } of await Promise.all(some.map((text) => gateway.execute(text))))
        expect(errors).toBeUndefined()
    }
  }
}

const atOnce = 20

const alive = () => ({
  pendings: queryObjects(Pending, { format: 'count' }),
  statements: queryObjects(LaneBatch, { format: 'count' }),
  fragments: queryObjects(Sql, { format: 'count' }),
  stores: queryObjects(LRUCache, { format: 'count' }),
})

test('requests leave no values, statements, fragments or stores behind, however many they are', async () => {
  await ask(texts(0, 40))
  const before = alive()
  await ask(texts(40, 160))
  // An operation that was sent twice is alive until its second answer has come, and no request waits for that answer.
  const after = await vi.waitFor(() => {
    const now = alive()
    expect([now.pendings, now.statements]).toEqual([0, 0])
    return now
  }, 60_000)
  expect(after.fragments).toBeLessThanOrEqual(before.fragments + 10)
  expect(after.stores).toBe(before.stores)
})

test('of 1,300 texts at most the 1,000 that are compiled keep their documents', async () => {
  const registered = queryObjects(Source, { format: 'count' })
  await ask(texts(1000, 1300))
  expect(queryObjects(Source, { format: 'count' })).toBeLessThanOrEqual(registered + 1000)
})
