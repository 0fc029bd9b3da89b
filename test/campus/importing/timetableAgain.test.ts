import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ImportDesk } from '../../support/importDesk.ts'
import { createTimetableDesk, timetable } from '../../support/timetableCampus.ts'

let desk: ImportDesk

/** A term to come, since what has begun is never touched again. */
beforeEach(async () => {
  desk = await createTimetableDesk()
  await desk.query(`
    insert into terms (name, starts_on, ends_on, time_zone)
    select 'Next', current_date + 7, current_date + 34, 'Africa/Accra'`)
})

afterEach(() => desk.end())

const importAgain = async () =>
  desk.run('import', 'timetable', await desk.write('t.csv', timetable({}, { year: 2 })), '--term', 'Next')

const secondClass = `(select starts_at from bookings order by starts_at offset 1 limit 1)`

test('the same file a second time changes nothing', async () => {
  await importAgain()
  const before = await desk.digest()
  expect((await importAgain()).summary).toContain('nothing to change')
  expect(await desk.digest()).toBe(before)
})

test('a class that was cancelled is not brought back, and its slot may be taken', async () => {
  await importAgain()
  await desk.query(`update bookings set status = 'CANCELLED' where starts_at = ${secondClass}`)
  await desk.query(`
    insert into bookings (space_id, title, kind, starts_at, ends_at)
    select 1, 'Choir', 'EVENT', starts_at, ends_at from bookings where starts_at = ${secondClass}`)
  const before = await desk.digest()
  expect((await importAgain()).exitStatus).toBe(0)
  expect(await desk.digest()).toBe(before)
})

test('classes of weeks that are in no break any more are added', async () => {
  await desk.query(`
    insert into term_breaks (term_id, name, starts_on, ends_on)
    values (1, 'Off', current_date + 14, current_date + 20)`)
  expect((await importAgain()).summary).toContain('3 bookings added')
  await desk.query('delete from term_breaks')
  expect((await importAgain()).summary).toContain('0 sessions added, 1 unchanged, 0 removed')
  expect(await desk.query('select count(*)::int as n from bookings')).toEqual([{ n: 4 }])
})

test('where an event has taken such a week meanwhile, the class is refused', async () => {
  await desk.query(`
    insert into term_breaks (term_id, name, starts_on, ends_on)
    values (1, 'Off', current_date + 14, current_date + 20)`)
  await importAgain()
  await desk.query('delete from term_breaks')
  await desk.query(`
    insert into bookings (space_id, title, kind, starts_at, ends_at)
    select 1, 'Choir', 'EVENT', (day::date + time '08:30') at time zone 'UTC', (day::date + time '08:40') at time zone 'UTC'
    from generate_series(current_date + 14, current_date + 20, interval '1 day') as day
    where extract(isodow from day) = 1`)
  const before = await desk.digest()
  expect((await importAgain()).refused).toHaveLength(2)
  expect(await desk.digest()).toBe(before)
})
