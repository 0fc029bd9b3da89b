/** What lanes have prepared on their connections, as the server itself says. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createReadLanes } from '../../../src/gateway/database/lanes/readLanes.ts'
import type { Reader } from '../../../src/gateway/database/reader.ts'
import { raw, type Sql, sql } from '../../../src/gateway/database/sql.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let lanes: Reader
beforeEach(async () => {
  database = await freshDatabase()
  lanes = createReadLanes({ connectionString: database.url, lanes: 1, statementTimeoutMs: 60_000 })
})
afterEach(async () => {
  await lanes.close()
  await database.drop()
})

const numbered = (number: number): Sql => sql`select ${number}::int4 as number, ${raw(String(number))} as written`
const failing = (number: number): Sql => sql`select ${number}::int4 / 0 as number, ${raw(String(number))} as written`
const read = (statement: Sql) => lanes.read<{ number: number; written: number }>(statement)
const prepared = async (): Promise<number> => {
  const [row] = await lanes.read<{ count: number }>(
    sql`select count(*)::int4 as count from pg_prepared_statements where name like 'compax_%'`,
  )
  return row?.count ?? 0
}

async function numbersPrepared(number: string): Promise<number> {
  const text = `select $1::int4 as number, ${number} as written`
  const [row] = await lanes.read<{ count: number }>(
    sql`select count(*)::int4 as count from pg_prepared_statements where statement = ${text}::text`,
  )
  return row?.count ?? 0
}

test('thousands of statements are answered, and 500 of them stay', async () => {
  for (let from = 0; from < 2000; from += 100) {
    const numbers = Array.from({ length: 100 }, (_, n) => from + n)
    // All at once, and each again: what is closed for another may be asked for in the same batch.
    const answers = await Promise.all([...numbers, ...numbers, 0, 1, 2].map((number) => read(numbered(number))))
    expect(answers.map(([row]) => row)).toEqual(
      [...numbers, ...numbers, 0, 1, 2].map((number) => ({ number, written: number })),
    )
  }
  expect(await prepared()).toBeLessThanOrEqual(500)
  expect(await prepared()).toBeGreaterThan(400)
  expect(await numbersPrepared('1999')).toBe(1)
  expect(await numbersPrepared('5')).toBe(0)
})

test('those of a registered operation stay prepared', async () => {
  const registered = () => Object.assign(sql`select 7 as number, ${7}::int4 as written`, { isRegistered: true })
  await read(registered())
  for (let from = 0; from < 1200; from += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, n) => read(numbered(from + n))))
  }
  const rows = await lanes.read<{ count: number }>(
    sql`select count(*)::int4 as count from pg_prepared_statements where statement like 'select 7 as number%'`,
  )
  expect(rows).toEqual([{ count: 1 }])
  expect(await read(registered())).toEqual([{ number: 7, written: 7 }])
})

test('statements that fail leave none behind beyond that, and those beside them are answered', async () => {
  for (let from = 0; from < 1500; from += 50) {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) => read(n % 3 === 0 ? failing(from + n) : numbered(from + n))),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(
      Array.from({ length: 50 }, (_, n) => (n % 3 === 0 ? 'rejected' : 'fulfilled')),
    )
  }
  expect(await read(numbered(-1))).toEqual([{ number: -1, written: -1 }])
  expect(await prepared()).toBeLessThanOrEqual(500)
})
