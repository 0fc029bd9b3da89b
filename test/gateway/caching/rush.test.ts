/**
 * Everything at once: instances that answer from memory and from a store they share, writers, and whatever goes wrong
 * with them at random. The oracle is what was read freshly before a settle: after it nothing older may be served.
 */

import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { nextLapse, tagMap } from '../../../src/campus/cacheTags.ts'
import { createInvalidation } from '../../../src/gateway/invalidation/createInvalidation.ts'
import type { Invalidation } from '../../../src/gateway/invalidation/invalidation.ts'
import { openStatements, type Statements } from '../../../src/gateway/invalidation/statements.ts'
import { smallCampus } from '../../support/caching/campus.ts'
import { tagsOf } from '../../support/caching/tagsOf.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'

/** Questions whose answers only ever grow, with what they depend on. */
const questions = [
  ...[11, 12, 13].map((id) => ({ sql: `select capacity as n from spaces where id = ${id}`, on: [`Space:${id}`] })),
  { sql: 'select sum(capacity)::int as n from spaces where building_id = 1', on: ['Building.spaces:1'] },
  { sql: 'select sum(capacity)::int as n from spaces', on: ['spaces'] },
  { sql: 'select sum(capacity)::int as n from spaces where id > 12', on: ['any:Space'] },
].map(({ sql, on }) => ({ sql, tags: tagsOf('*', 'bulk:Space', ...on) }))

const instanceCount = 3
const writerCount = 2
const mutations = 50
/** Time runs faster, so that a lease is over in a fraction of a second. */
const haste = 4

const below = (bound: number) => Math.floor(Math.random() * bound)
const perhaps = (chance: number) => Math.random() < chance
const dither = async () => void (perhaps(0.5) && (await setTimeout(below(8))))

interface Entry {
  value: number
  stamp: bigint
}

interface Server {
  invalidation: Invalidation
  memory: Map<number, { value: number; note: number }>
}

let database: TestDatabase
let statements: Statements
let servers: Server[]
let store: Map<string, Entry>
let settled: number[]
let stale: string[]
const counts = { memory: 0, store: 0, executed: 0, bypassed: 0 }

beforeEach(async () => {
  database = await freshDatabase()
  statements = openStatements(database.url)
  store = new Map()
  settled = questions.map(() => 0)
  stale = []
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query(`${smallCampus}; update spaces set capacity = 1`)
  await client.end()
})

afterEach(async () => {
  await Promise.all(servers.map(({ invalidation }) => invalidation.close()))
  await statements.close()
  await database.drop()
})

function openServer(): Server {
  const invalidation = createInvalidation({
    changes: { tags: tagMap, nextChange: nextLapse.select },
    directUrl: database.url,
    write: statements.write,
    clock: () => performance.now() * haste,
    wait: (ms, signal) => setTimeout(ms / haste, undefined, { signal }).catch(() => {}),
    before: async (step) => {
      if (perhaps(0.003)) await setTimeout(1300 / haste) // deaf or paused for longer than a lease
      if (step !== 'look') await dither()
    },
  })
  const memory: Server['memory'] = new Map()
  invalidation.onReset(() => memory.clear())
  return { invalidation, memory }
}

function serve(question: number, value: number, by: keyof typeof counts, due: number): void {
  counts[by]++
  if (value < due) stale.push(`${by}: question ${question} was answered ${value}, and ${due} had been settled`)
}

async function ask({ invalidation, memory }: Server, question: number): Promise<void> {
  const { sql, tags } = questions[question] ?? { sql: '', tags: new Int32Array() }
  const settledNow = () => settled[question] ?? 0
  const known = memory.get(question)
  if (known && invalidation.holds() && invalidation.isFresh(tags, known.note)) {
    return serve(question, known.value, 'memory', settledNow())
  }
  const key = `${invalidation.epoch} ${question}`
  const stored = store.get(key)
  await dither()
  if (
    stored &&
    invalidation.holds() &&
    key.startsWith(invalidation.epoch) &&
    invalidation.isFreshSince(tags, stored.stamp)
  ) {
    memory.set(question, { value: stored.value, note: invalidation.sequence })
    return serve(question, stored.value, 'store', settledNow())
  }
  const { sequence, stamp } = invalidation.mark()
  const { epoch } = invalidation
  await dither()
  const due = settledNow()
  const [row] = await statements.write<{ n: number }>(sql, [])
  const value = row?.n ?? 0
  await dither()
  serve(question, value, 'executed', due)
  if (!invalidation.holds() || epoch !== invalidation.epoch || !invalidation.isFresh(tags, sequence)) {
    counts.bypassed++
    return
  }
  memory.set(question, { value, note: sequence })
  await dither() // it may arrive late, in place of a newer one
  store.set(`${epoch} ${question}`, { value, stamp })
}

const writes = [
  ...[11, 12, 13].map((id) => `update spaces set capacity = capacity + 1 where id = ${id}`),
  'update spaces set capacity = capacity + 1 where building_id = 1',
  `set local compax.notify = off; update spaces set capacity = capacity + 1 where id = 12`,
  `insert into spaces (building_id, name, kind, capacity) select 2, gen_random_uuid()::text, 'CLASSROOM', 1 from generate_series(1, 3)`,
  `insert into spaces (building_id, name, kind, capacity) select 2, gen_random_uuid()::text, 'CLASSROOM', 1 from generate_series(1, 201)`,
  `savepoint s; update spaces set capacity = capacity + 5 where id = 11; rollback to s; update spaces set capacity = capacity + 1 where id = 13`,
]

async function mutate(client: pg.Client): Promise<void> {
  await client.query(`begin; ${writes[below(writes.length)]}`)
  await dither()
  await client.query(perhaps(0.1) ? 'rollback' : 'commit')
  const fresh: number[] = []
  for (const { sql } of questions) fresh.push((await client.query<{ n: number }>(sql)).rows[0]?.n ?? 0)
  await servers[below(servers.length)]?.invalidation.settle()
  settled = settled.map((before, question) => Math.max(before, fresh[question] ?? 0))
}

async function spoil(client: pg.Client): Promise<void> {
  const ears = `from pg_stat_activity where application_name = 'compax ear' and datname = current_database()`
  const kill = `select pg_terminate_backend(pid) ${ears} order by random() limit 1`
  await client.query(perhaps(0.7) ? kill : `select cache.trim(kept => '0')`)
}

test('nothing older than what was settled is served, whatever goes wrong', { timeout: 120_000 }, async () => {
  servers = Array.from({ length: instanceCount }, openServer)
  const clients = Array.from({ length: writerCount + 1 }, () => new pg.Client({ connectionString: database.url }))
  await Promise.all(clients.map((client) => client.connect()))
  const [villain, ...writers] = clients
  let left = writerCount
  const writing = writers.map(async (client) => {
    for (let i = 0; i < mutations; i++) await mutate(client)
    left--
  })
  const reading = servers.flatMap((server) =>
    [1, 2].map(async () => {
      while (left > 0) {
        await ask(server, below(questions.length))
        if (perhaps(0.2)) await setTimeout(1)
      }
    }),
  )
  const spoiling = (async () => {
    while (left > 0) {
      if (villain) await spoil(villain)
      await setTimeout(100)
    }
  })()
  await Promise.all([...writing, ...reading, spoiling])
  await Promise.all(clients.map((client) => client.end()))
  expect(stale).toEqual([])
  // Or nothing was shown.
  expect(counts.memory).toBeGreaterThan(100)
  expect(counts.store).toBeGreaterThan(10)
})
