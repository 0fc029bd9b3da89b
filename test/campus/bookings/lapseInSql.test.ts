/** What SQL takes for lapsed, beside the sentence of the contract, for bookings of any times. */
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lapseOf } from '../../../src/campus/places/lapse.ts'
import { occupancy } from '../../../src/campus/places/occupancy.ts'
import { sql } from '../../../src/gateway/database/sql.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let client: pg.Client
beforeAll(async () => {
  database = await freshDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
  // Without the constraint that keeps two bookings of one room apart.
  await client.query('create temp table drafts (like bookings including defaults)')
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

/** Minutes: how long ago it was made, and from then to its start and its end */
const draft = fc
  .record({
    age: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 6000 })),
    starts: fc.oneof(fc.integer({ min: -15, max: 20 }), fc.integer({ min: -15, max: 6000 })),
    length: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 1440 })),
  })
  .map(({ age, starts, length }) => ({ age, starts, ends: starts + length }))
  .filter(({ ends }) => ends > 0)

const hasLapsed = ({ age, starts, ends }: { age: number; starts: number; ends: number }): boolean =>
  age >= ends || (age >= 15 && (age >= 72 * 60 || age >= starts))

test('a booking holds its slot until it lapses, and is cancelled from then on', async () => {
  const drafts = fc.sample(draft, { numRuns: 3000, seed: 7 })
  await client.query('begin')
  const { rows: clock } = await client.query<{ now: Date }>(`select date_trunc('milliseconds', now()) as now`)
  const nowMs = clock[0]?.now.getTime() ?? 0
  const rows = drafts.map(({ age, starts, ends }, id) => {
    const at = (minutes: number) => new Date(nowMs + (minutes - age) * 60_000)
    const times = { startsAt: at(starts), endsAt: at(ends) }
    return { id, starts: times.startsAt, ends: times.endsAt, lapses: lapseOf(times, at(0)), created: at(0) }
  })
  await client.query(
    `insert into drafts (id, space_id, title, kind, status, starts_at, ends_at, lapses_at, created_at)
    select id, 1, 'x', 'EVENT', 'PENDING', starts, ends, lapses, created
    from jsonb_to_recordset($1) as r(id int, starts timestamptz, ends timestamptz, lapses timestamptz, created timestamptz)`,
    [JSON.stringify(rows)],
  )
  const { lapsed, holdsSlot } = occupancy('d')
  const judged = await client.query<{ id: number; lapsed: boolean; holds: boolean }>(
    sql`select id, ${lapsed} as lapsed, ${holdsSlot} as holds from drafts d order by id`,
  )
  await client.query('rollback')
  const expected = drafts.map((times, id) => ({ id, lapsed: hasLapsed(times), holds: !hasLapsed(times) }))
  expect(judged.rows).toEqual(expected)
  expect(new Set(expected.map(({ lapsed: gone }) => gone)).size).toBe(2)
})
