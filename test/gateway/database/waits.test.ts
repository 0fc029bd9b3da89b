/** Reads that wait: none waits without an end, none keeps those of other tables waiting, and none runs for a reader that has gone. */
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createReadLanes } from '../../../src/gateway/database/lanes/readLanes.ts'
import type { Reader } from '../../../src/gateway/database/reader.ts'
import { Sql, sql } from '../../../src/gateway/database/sql.ts'
import { RequestLife, SharedLife } from '../../../src/gateway/requestLife.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let other: pg.Client
/** What is going on is shown as it was when a transaction first looked: this one has none. */
let watcher: pg.Client
let lanes: Reader

beforeEach(async () => {
  database = await freshDatabase()
  other = new pg.Client({ connectionString: database.url })
  watcher = new pg.Client({ connectionString: database.url })
  await Promise.all([other.connect(), watcher.connect()])
})
afterEach(async () => {
  await lanes.close()
  await Promise.all([other.end(), watcher.end()])
  await database.drop()
})

const open = (statementTimeoutMs: number, count = 3) => {
  lanes = createReadLanes({ connectionString: database.url, lanes: count, statementTimeoutMs })
}

const minute = 60_000
const range = (count: number) => Array.from({ length: count }, (_, i) => i)
const buildings: Sql = sql`select count(*) as number from buildings`
const terms: Sql = sql`select count(*) as number from terms`
const lockBuildings = () => other.query('begin; lock table buildings in access exclusive mode')
const newLife = (timeoutMs = minute) => new RequestLife({ arrivedAtMs: performance.now(), timeoutMs })

/** Statements of the lanes that are under way in the server, and which of them wait for a lock */
const underWay = async (where = 'true'): Promise<number> => {
  const { rowCount } = await watcher.query(
    `select from pg_stat_activity where application_name = 'compax reads' and datname = current_database()
     and state <> 'idle' and ${where}`,
  )
  return rowCount ?? 0
}
const untilUnderWay = (count: number) => vi.waitFor(async () => expect(await underWay()).toBe(count), 20_000)
const untilWaiting = () =>
  vi.waitFor(async () => expect(await underWay("wait_event_type = 'Lock'")).toBeGreaterThan(0), 20_000)

const codeOf = (settled: PromiseSettledResult<unknown>): unknown =>
  settled.status === 'rejected' ? settled.reason.extensions?.code : settled.status

describe('sixty reads of a locked table', () => {
  test.each([
    ['one statement', () => buildings],
    ['a statement each', (n: number) => new Sql([`select count(*) as number, ${n} as n from buildings`], [])],
  ])('of %s leave those of another answered at once, and all end with TIMEOUT together', async (_, statement) => {
    open(4000)
    await lockBuildings()
    const startedAt = performance.now()
    let waiting = 60
    const held = Promise.allSettled(
      range(60).map(async (n) => {
        // In turns of their own, as requests come.
        for (let turn = 0; turn < n % 7; turn++) await new Promise(setImmediate)
        await lanes.read(statement(n)).finally(() => waiting--)
      }),
    )
    await untilWaiting()
    for (let round = 0; round < 20; round++) expect(await lanes.read(terms)).toEqual([{ number: 0 }])
    expect(waiting).toBe(60)
    const codes = (await held).map(codeOf)
    // Of the second wave the first on the old lanes had not even begun by then.
    expect(performance.now() - startedAt).toBeLessThan(2 * 4000)
    await other.query('rollback')
    expect(codes).toEqual(Array(60).fill('TIMEOUT'))
    await untilUnderWay(0)
    expect(await lanes.read(buildings)).toEqual([{ number: 0 }])
  })

  test('are all answered when the lock is given back in time', async () => {
    open(minute)
    await lockBuildings()
    const held = Promise.all(range(60).map(() => lanes.read(buildings)))
    await vi.waitFor(async () => expect(await underWay("wait_event_type = 'Lock'")).toBe(5), 20_000)
    await other.query('rollback')
    expect(await held).toEqual(Array(60).fill([{ number: 0 }]))
  })
})

describe('a read whose request has ended', () => {
  test('before it was sent is not sent', async () => {
    open(minute)
    await lanes.read(terms)
    await lockBuildings()
    const [gone, late] = [newLife(), newLife()]
    gone.leave()
    const refused = lanes.read(buildings, gone)
    const taken = lanes.read(buildings, late)
    late.leave() // in the turn in which it was asked, before its batch leaves
    expect((await Promise.allSettled([refused, taken])).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    // What is sent next comes after all that was sent before it.
    expect(await lanes.read(terms)).toEqual([{ number: 0 }])
    expect(await underWay()).toBe(0)
    await other.query('rollback')
  })

  test('while it runs alone is cancelled, and what comes after it on the lanes is not', async () => {
    open(minute, 1)
    await lockBuildings()
    const life = newLife()
    const held = lanes.read(buildings, life).catch((error: unknown) => error)
    await untilWaiting()
    life.leave()
    expect(await held).toBeInstanceOf(Error)
    const answers = []
    while ((await underWay("wait_event_type = 'Lock'")) > 0) answers.push(await lanes.read(terms))
    for (const answer of answers) expect(answer).toEqual([{ number: 0 }])
    await other.query('rollback')
  })

  test('by its deadline gets TIMEOUT while the statement may still take longer', async () => {
    open(minute)
    await lockBuildings()
    await expect(lanes.read(buildings, newLife(50))).rejects.toMatchObject({ extensions: { code: 'TIMEOUT' } })
    await untilUnderWay(0)
    await other.query('rollback')
  })

  test('leaves it to the others that wait for it', async () => {
    open(minute)
    await lockBuildings()
    const [first, second] = [newLife(), newLife()]
    const shared = new SharedLife(first)
    shared.join(second)
    const held = lanes.read(buildings, shared)
    await untilWaiting()
    first.leave()
    await vi.waitFor(async () => expect(await lanes.read(terms)).toEqual([{ number: 0 }]))
    await other.query('rollback')
    expect(await held).toEqual([{ number: 0 }])
  })

  test('again and again, while others read: these get their answers, never an end that was not theirs', async () => {
    open(minute)
    await lockBuildings()
    const reading = async () => {
      const answers = []
      for (let round = 0; round < 200; round++)
        answers.push(...(await Promise.all(range(5).map(() => lanes.read(terms)))))
      return answers
    }
    const leaving = async () => {
      for (let round = 0; round < 6; round++) {
        const life = newLife()
        const held = Promise.allSettled(range(10).map(() => lanes.read(buildings, life)))
        await untilWaiting()
        life.leave()
        await held
        await untilUnderWay(0)
      }
    }
    const [answers] = await Promise.all([reading(), leaving()])
    await other.query('rollback')
    for (const answer of answers) expect(answer).toEqual([{ number: 0 }])
  })
})
