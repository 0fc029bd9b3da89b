import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ImportDesk } from '../../support/importDesk.ts'
import { createTimetableDesk, type LineParts, timetable } from '../../support/timetableCampus.ts'

let desk: ImportDesk

beforeEach(async () => {
  desk = await createTimetableDesk()
})

afterEach(() => desk.end())

const addTerm = (from: string, to: string, zone: string) =>
  desk.run('term', 'add', 'Term', '--from', from, '--to', to, '--time-zone', zone)

async function importLines(...lines: LineParts[]) {
  const outcome = await desk.run(
    ...['import', 'timetable', await desk.write('timetable.csv', timetable(...lines)), '--term', 'Term'],
  )
  const bookings = await desk.query<{ starts: string; ends: string }>(`
    select to_char(starts_at at time zone 'UTC', 'MM-DD HH24:MI') as starts,
      to_char(ends_at at time zone 'UTC', 'MM-DD HH24:MI') as ends
    from bookings order by starts_at`)
  return { ...outcome, bookings: bookings.map(({ starts, ends }) => `${starts} to ${ends}`) }
}

test('a class keeps its clock time when clocks go forward', async () => {
  await addTerm('2025-03-24', '2025-04-06', 'Europe/London')
  expect((await importLines({ start: '09:00', end: '10:00' })).bookings).toEqual([
    '03-24 09:00 to 03-24 10:00',
    '03-31 08:00 to 03-31 09:00',
  ])
})

test('a class keeps its clock time when clocks go back', async () => {
  await addTerm('2025-10-27', '2025-11-09', 'America/New_York')
  expect((await importLines({ start: '09:00', end: '10:00' })).bookings).toEqual([
    '10-27 13:00 to 10-27 14:00',
    '11-03 14:00 to 11-03 15:00',
  ])
})

// In London the clocks of 30 March 2025 go from 01:00 to 02:00, which is 01:00 in UTC.
test.for([
  { what: 'in the gap moves by the gap', start: '01:15', end: '01:45', on30: '03-30 01:15 to 03-30 01:45' },
  {
    what: 'that begins before the gap ends when it would have',
    start: '00:30',
    end: '01:30',
    on30: '03-30 00:30 to 03-30 01:30',
  },
  {
    what: 'that begins in the gap ends by the clock',
    start: '01:30',
    end: '03:00',
    on30: '03-30 01:30 to 03-30 02:00',
  },
  {
    what: 'that would end before it begins moves as a whole',
    start: '01:30',
    end: '02:15',
    on30: '03-30 01:30 to 03-30 02:15',
  },
])('a class $what', async ({ start, end, on30 }) => {
  await addTerm('2025-03-30', '2025-03-30', 'Europe/London')
  expect((await importLines({ day: 'Sunday', start, end })).bookings).toEqual([on30])
})

// In New York the hour from 01:00 comes twice on 2 November 2025: first from 05:00 UTC.
test('an ambiguous time is its first one', async () => {
  await addTerm('2025-11-02', '2025-11-02', 'America/New_York')
  expect((await importLines({ day: 'Sunday', start: '01:15', end: '01:45' })).bookings).toEqual([
    '11-02 05:15 to 11-02 05:45',
  ])
})

test('a class of a whole day that an autumn night stretches stays within 24 hours', async () => {
  await addTerm('2025-11-02', '2025-11-02', 'America/New_York')
  expect((await importLines({ day: 'Sunday', start: '00:00', end: '23:59' })).bookings).toEqual([
    '11-02 04:00 to 11-03 04:00',
  ])
})

test('a class that the gap moves into another is refused, though they never meet by the clock', async () => {
  await addTerm('2025-03-23', '2025-04-06', 'Europe/London')
  const { refused } = await importLines(
    { day: 'Sunday', start: '02:00', end: '03:00' },
    { day: 'Sunday', start: '01:00', end: '02:00', code: 'CHM 1' },
  )
  expect(refused).toEqual([
    '3,Location,Room A,"the room has PHY 101 on line 2, Sunday 02:00 to 03:00, when clocks go forward on 2025-03-30",',
  ])
})

test('no class falls into a break, on its first and last day neither', async () => {
  await addTerm('2025-02-03', '2025-03-03', 'Africa/Accra')
  await desk.query(`
    insert into term_breaks (term_id, name, starts_on, ends_on)
    values (1, 'Mid-term', '2025-02-10', '2025-02-17'), (1, 'Holiday', '2025-03-03', '2025-03-03')`)
  expect((await importLines({})).bookings).toEqual(['02-03 08:00 to 02-03 09:00', '02-24 08:00 to 02-24 09:00'])
})

test('a class whose weekday never comes is a session without bookings', async () => {
  await addTerm('2025-02-03', '2025-02-04', 'Africa/Accra')
  const { bookings, exitStatus } = await importLines({ day: 'Wednesday' })
  expect({ bookings, exitStatus }).toEqual({ bookings: [], exitStatus: 0 })
  expect(await desk.query('select count(*)::int as sessions from class_sessions')).toEqual([{ sessions: 1 }])
})
