/** Reads on pipelined lanes while the server does its worst: each gets its own answer or a proper error, and none is lost. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createReadLanes } from '../../../src/gateway/database/lanes/readLanes.ts'
import type { Reader } from '../../../src/gateway/database/reader.ts'
import { type Sql, sql } from '../../../src/gateway/database/sql.ts'
import { joinEmbeddedServer } from '../../../src/postgres/embedded/joinEmbeddedServer.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let other: pg.Client
const opened: Reader[] = []

beforeEach(async () => {
  database = await freshDatabase()
  other = new pg.Client({ connectionString: database.url })
  await other.connect()
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((lanes) => lanes.close()))
  await other.end()
  await database.drop()
})

function open(lanes: number, { url = database.url, statementTimeoutMs = 60_000 } = {}) {
  const made = createReadLanes({ connectionString: url, lanes, statementTimeoutMs })
  opened.push(made)
  const read = async (statement: Sql) => (await made.read<{ number: number }>(statement)).map(({ number }) => number)
  return { ...made, read }
}

/** Answers the number, once no other session holds the lock. */
const heldBy = (lock: number, number: number): Sql =>
  sql`select ${number}::int4 as number from pg_advisory_xact_lock_shared(${lock}::int8)`
const echo = (number: number): Sql => sql`select ${number}::int4 as number`
const failing = (number: number): Sql => sql`select 1 / (${number}::int4 - ${number}::int4) as number`

const reads = "application_name = 'compax reads' and datname = current_database()"
const backends = async (where = 'true'): Promise<number[]> => {
  const { rows } = await other.query<{ pid: number }>(`select pid from pg_stat_activity where ${reads} and ${where}`)
  return rows.map(({ pid }) => pid)
}
const waiting = "wait_event_type = 'Lock'"
const untilWaiting = (count = 1) =>
  vi.waitFor(async () => expect((await backends(waiting)).length).toBeGreaterThanOrEqual(count), 20_000)
const lock = (number: number) => other.query('select pg_advisory_lock($1)', [number])
const unlock = (number: number) => other.query('select pg_advisory_unlock($1)', [number])

const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i)

describe('a backend that is killed', () => {
  test('with a hundred reads on it: each has its answer from another one', async () => {
    const { read } = open(1)
    await lock(1)
    const answers = Promise.all(range(0, 100).map((number) => read(heldBy(1, number))))
    await untilWaiting()
    await other.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and datname = current_database()',
      ['compax reads'],
    )
    await unlock(1)
    expect(await answers).toEqual(range(0, 100).map((number) => [number]))
  })

  test('again and again while reads come and go: never a wrong or missing answer', async () => {
    const { read } = open(3)
    let killing = true
    const killer = (async () => {
      let kills = 0
      while (killing) {
        const [pid] = await backends()
        if (pid !== undefined) await other.query('select pg_terminate_backend($1, 5000)', [pid])
        kills++
      }
      return kills
    })()
    let answered = 0
    for (let round = 0; round < 60; round++) {
      const numbers = range(round * 100, 20)
      const settled = await Promise.allSettled(numbers.map((number) => read(echo(number))))
      for (const [index, one] of settled.entries()) {
        // A read that lost its connection twice in a row says so; every other answer belongs to this very question.
        if (one.status === 'rejected') expect(one.reason.extensions.code).toBe('SERVICE_UNAVAILABLE')
        else expect(one.value).toEqual([numbers[index]])
        if (one.status === 'fulfilled') answered++
      }
    }
    killing = false
    expect(await killer).toBeGreaterThan(0)
    expect(answered).toBeGreaterThan(0)
    expect(await read(echo(7))).toEqual([7])
  })
})

describe('connections that are all lost at once', () => {
  const killAll = (where = 'true') =>
    other.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${reads} and ${where}`)

  test('cost no read its answer: it is asked again where the loss is known', async () => {
    const { read } = open(3)
    for (let round = 0; round < 30; round++) {
      const numbers = range(0, 150)
      const early = numbers.slice(0, 75).map((number) => read(echo(number)))
      await new Promise(setImmediate)
      const late = numbers.slice(75).map((number) => read(echo(number)))
      await killAll()
      expect(await Promise.all([...early, ...late]), `${round}`).toEqual(numbers.map((number) => [number]))
    }
  })

  test('cost none its answer either where one that failed kept the others from being prepared anew', async () => {
    const { read } = open(1)
    await read(echo(0))
    await lock(1)
    const settled = Promise.allSettled([heldBy(1, -1), failing(1), ...range(0, 40).map(echo)].map((one) => read(one)))
    await untilWaiting()
    await killAll(waiting)
    await unlock(1)
    const [held, failed, ...others] = await settled
    expect(held).toEqual({ status: 'fulfilled', value: [-1] })
    expect(failed).toMatchObject({ status: 'rejected', reason: { extensions: { code: 'BAD_USER_INPUT' } } })
    expect(others).toEqual(range(0, 40).map((number) => ({ status: 'fulfilled', value: [number] })))
  })
})

test('a statement that ends its connection ends no other statement', async () => {
  await other.query(`alter database ${new URL(database.url).pathname.slice(1)} set transaction_timeout = '300ms'`)
  const { read } = open(1)
  await lock(1)
  const settled = await Promise.allSettled([echo(1), heldBy(1, -1), echo(2), echo(3)].map((one) => read(one)))
  await unlock(1)
  expect(settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.extensions.code))).toEqual([
    [1],
    'TIMEOUT',
    [2],
    [3],
  ])
})

test('a server that restarts under reads: each is answered or asked to try again, then all are answered', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'compax-lanes-'))
  const first = await joinEmbeddedServer(dataDir, () => {})
  const { read } = open(3, { url: first.url })
  await Promise.all(range(0, 9).map((number) => read(echo(number))))
  const holder = new pg.Client({ connectionString: first.url })
  holder.on('error', () => {})
  await holder.connect()
  await holder.query('select pg_advisory_lock(1)')
  const underWay = Promise.allSettled([heldBy(1, -1), ...range(0, 20).map(echo)].map((one) => read(one)))
  const left = first.leave()
  for (const [index, one] of (await underWay).entries()) {
    if (one.status === 'fulfilled') expect(one.value).toEqual([index - 1])
    else expect(one.reason.extensions.code).toBe('SERVICE_UNAVAILABLE')
  }
  await left
  const second = await joinEmbeddedServer(dataDir, () => {})
  const numbers = range(100, 50)
  expect(await Promise.all(numbers.map((number) => read(echo(number))))).toEqual(numbers.map((number) => [number]))
  await Promise.all(opened.splice(0).map((lanes) => lanes.close()))
  await second.leave()
  await rm(dataDir, { recursive: true, force: true })
})

describe('a slow statement', () => {
  test('does not hold up those that are sent after it, nor those behind it on its lane', async () => {
    const { read } = open(1)
    await read(echo(0))
    await lock(1)
    const slow = read(heldBy(1, -1))
    const behind = range(1, 30).map((number) => read(echo(number)))
    expect(await Promise.all(behind)).toEqual(range(1, 30).map((number) => [number]))
    await untilWaiting()
    const after = range(31, 30).map((number) => read(echo(number)))
    expect(await Promise.all(after)).toEqual(range(31, 30).map((number) => [number]))
    // Which of a batch is the slow one shows when they are asked one by one.
    expect((await backends(waiting)).length).toBeLessThanOrEqual(2)
    await unlock(1)
    expect(await slow).toEqual([-1])
  })

  test('more of them than there are lanes do not either', async () => {
    const { read } = open(3)
    await lock(1)
    const slow = []
    for (const number of range(1, 5)) {
      slow.push(read(heldBy(1, number)))
      await untilWaiting(number)
    }
    expect(await read(echo(0))).toEqual([0])
    await unlock(1)
    expect(await Promise.all(slow)).toEqual(range(1, 5).map((number) => [number]))
  })

  test('leaves the lanes that there are to others: at most five like it run, each on a lane of its own', async () => {
    const { read } = open(2)
    await lock(1)
    const slow = range(1, 27).map((number) => read(heldBy(1, number)))
    await untilWaiting(5)
    await vi.waitFor(async () => expect((await backends(waiting)).length).toBe(5), 20_000)
    expect(await read(echo(0))).toEqual([0])
    expect((await backends()).length).toBeLessThanOrEqual(7)
    await unlock(1)
    expect(await Promise.all(slow)).toEqual(range(1, 27).map((number) => [number]))
  })

  test('that never ends is ended by its deadline, and those behind it have their answers', async () => {
    const { read } = open(1, { statementTimeoutMs: 300 })
    await lock(1)
    const settled = await Promise.allSettled([read(heldBy(1, -1)), ...range(0, 5).map((number) => read(echo(number)))])
    await unlock(1)
    expect(settled[0]).toMatchObject({ status: 'rejected', reason: { extensions: { code: 'TIMEOUT' } } })
    expect(settled.slice(1)).toEqual(range(0, 5).map((number) => ({ status: 'fulfilled', value: [number] })))
  })
})

describe('statements of one write', () => {
  test('leave each other their answers where one fails', async () => {
    const { read } = open(1)
    const settled = await Promise.allSettled([1, 2, 3, 4, 5].map((n) => read(n % 2 === 0 ? failing(n) : echo(n))))
    expect(settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.extensions.code))).toEqual([
      [1],
      'BAD_USER_INPUT',
      [3],
      'BAD_USER_INPUT',
      [5],
    ])
  })

  test('go on after one that the server does not understand', async () => {
    const { read } = open(1)
    const wrong = sql`select no_such_column as number`
    const settled = await Promise.allSettled([read(wrong), read(wrong), read(echo(1))])
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
    expect(await read(echo(2))).toEqual([2])
  })
})

test('a batch that loses a deadlock to a session that changes tables is read again', async () => {
  const { read } = open(1)
  await read(echo(0))
  await other.query('create table first as select 1::int4 as number; create table second as select 2::int4 as number')
  await other.query('begin; lock table second in access exclusive mode')
  const answers = Promise.all([read(sql`select number from first`), read(sql`select number from second`)])
  await untilWaiting()
  // The session that has waited for a second finds the deadlock and gives in. That is the batch, because it waited
  // first.
  await other.query('lock table first in access exclusive mode')
  await other.query('commit')
  expect(await answers).toEqual([[1], [2]])
})

describe('a statement that is prepared by name', () => {
  const count = (least: number) => sql`select count(*) as number from late where n >= ${least}::int4`

  test('is parsed again where parsing it failed', async () => {
    const { read } = open(1)
    for (const settled of await Promise.allSettled([read(count(0)), read(count(1))])) {
      expect(settled).toMatchObject({ status: 'rejected', reason: { code: '42P01' } })
    }
    await other.query('create table late as select generate_series(1, 10) n')
    expect(await Promise.all([read(count(0)), read(count(6)), read(count(11))])).toEqual([[10], [5], [0]])
  })

  test('survives that what it reads is made anew', async () => {
    const { read } = open(1)
    await other.query('create table late as select generate_series(1, 10) n')
    expect(await read(count(0))).toEqual([10])
    await other.query(
      'drop table late; create table late as select n::int8 n, true as more from generate_series(1, 3) n',
    )
    expect(await Promise.all([read(count(0)), read(count(3))])).toEqual([[3], [1]])
  })

  test('survives that its columns become others', async () => {
    const { read } = open(1)
    await other.query('create table late as select 7::int4 as number')
    const number = sql`select number from late`
    expect(await read(number)).toEqual([7])
    await other.query(`alter table late alter number type text using 'seven'`)
    expect(await Promise.all([read(number), read(number), read(echo(1))])).toEqual([['seven'], ['seven'], [1]])
  })

  test('survives it also where every lane has prepared it', async () => {
    const { read } = open(3)
    await other.query('create table late as select 7::int4 as number')
    const number = sql`select number from late`
    await lock(1)
    // Lanes that wait are left alone, so that each of them gets its turn.
    const held: Promise<number[]>[] = []
    for (let lane = 0; lane < 3; lane++) {
      expect(await read(number)).toEqual([7])
      held.push(read(heldBy(1, lane)))
      await untilWaiting(lane + 1)
    }
    await unlock(1)
    await Promise.all(held)
    await other.query(`alter table late alter number type text using 'seven'`)
    const rounds = Array.from({ length: 8 }, () => Promise.all([read(number), read(echo(1))]))
    expect(await Promise.all(rounds)).toEqual(Array(8).fill([['seven'], [1]]))
    for (let turn = 0; turn < 8; turn++) expect(await read(number)).toEqual(['seven'])
  })

  test('is prepared once on a connection, however often it is read', async () => {
    const { read } = open(1)
    const prepared = sql`select count(*) as number from pg_prepared_statements`
    await Promise.all(range(0, 50).map((number) => read(echo(number))))
    for (const number of range(0, 5)) await read(echo(number))
    expect(await read(prepared)).toEqual([2])
  })
})

test('rows have their columns, as JSON would have them', async () => {
  const lanes = createReadLanes({ connectionString: database.url, lanes: 1, statementTimeoutMs: 60_000 })
  opened.push(lanes)
  const columns = sql`
    null::int4 as nothing, -5::int4 as negative, 9007199254740991 as long, 1.5::float8 as fraction, 'NaN'::float8 as none,
    true as yes, false as no, 'CLASS'::booking_kind as kind, ${'Größe "\\,\n'}::text as text, '' as empty,
    '2026-11-24 08:00:00.5+02'::timestamptz as moment, 'infinity'::timestamptz as never, '2026-11-24'::date as day,
    '08:30'::time as time, '{}'::int4[] as no_numbers, '{1,-2}'::int4[] as numbers, '{a,"b,c",ü}'::text[] as texts,
    '{"a":["ü"]}'::json as json, '{"a": 1}'::jsonb as jsonb`
  const expected = {
    ...{ nothing: null, negative: -5, long: Number.MAX_SAFE_INTEGER, fraction: 1.5, none: 'NaN', yes: true, no: false },
    ...{ kind: 'CLASS', text: 'Größe "\\,\n', empty: '', moment: '2026-11-24T06:00:00.5Z', never: 'infinity' },
    ...{ day: '2026-11-24', time: '08:30:00', no_numbers: [], numbers: [1, -2], texts: ['a', 'b,c', 'ü'] },
    ...{ json: { a: ['ü'] }, jsonb: { a: 1 } },
  }
  expect(await lanes.read(sql`select ${columns}`)).toEqual([expected])
  expect(await lanes.read(sql`select ${columns} from generate_series(1, 2000)`)).toEqual(Array(2000).fill(expected))
  expect(await lanes.read(sql`select ${columns} where false`)).toEqual([])
})

describe('closing', () => {
  test('gives up on reads that are under way, and refuses those that come after', async () => {
    const lanes = open(2)
    await lock(1)
    const underWay = Promise.allSettled(range(0, 10).map((number) => lanes.read(heldBy(1, number))))
    await untilWaiting()
    await lanes.close()
    for (const one of [...(await underWay), ...(await Promise.allSettled([lanes.read(echo(1))]))]) {
      expect(one).toMatchObject({ status: 'rejected', reason: { extensions: { code: 'SERVICE_UNAVAILABLE' } } })
    }
    await unlock(1)
    await vi.waitFor(async () => expect(await backends()).toEqual([]), 20_000)
  })

  test('does so before a lane is open, and may be asked for twice', async () => {
    const lanes = open(1)
    const answer = lanes.read(echo(1)).catch((error: { extensions: { code: string } }) => error.extensions.code)
    await Promise.all([lanes.close(), lanes.close()])
    expect(await answer).toBe('SERVICE_UNAVAILABLE')
    await vi.waitFor(async () => expect(await backends()).toEqual([]), 20_000)
  })
})
