/** An exam must begin and end within one term, by the days of the term's own zone. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type BookingDesk, codesOf, openDesk } from '../../support/bookingDesk.ts'

const dayMs = 86_400_000
const today = Math.floor(Date.now() / dayMs) * dayMs
/** The moment so many days and hours from last midnight in UTC */
const at = (days: number, hours: number): string => new Date(today + days * dayMs + hours * 3_600_000).toISOString()
const day = (days: number): string => at(days, 0).slice(0, 10)

let desk: BookingDesk
beforeAll(async () => {
  desk = await openDesk()
  // Kiritimati is 14 hours ahead of UTC, the whole year: its days begin at ten in the morning of the day before.
  await desk.database.query("update terms set starts_on = $1, ends_on = $2, time_zone = 'Pacific/Kiritimati'", [
    day(10),
    day(20),
  ])
})
beforeEach(() => desk.database.query('delete from bookings'))
afterAll(() => desk.stop())

test.each<[string, [string, string], string[]]>([
  ['in the middle', [at(15, 8), at(15, 10)], []],
  ['from its first moment on', [at(9, 10), at(9, 12)], []],
  ['until its last', [at(20, 8), at(20, 10)], []],
  ['that begins a moment before', [at(9, 9.5), at(9, 12)], ['OUTSIDE_TERM']],
  ['that ends a moment after', [at(20, 8), at(20, 10.5)], ['OUTSIDE_TERM']],
  ['before', [at(5, 8), at(5, 9)], ['OUTSIDE_TERM']],
  ['after', [at(25, 8), at(25, 9)], ['OUTSIDE_TERM']],
])('an exam %s', async (_what, [startsAt, endsAt], codes) => {
  expect(codesOf(await desk.book(desk.officer, { kind: 'EXAM', startsAt, endsAt }))).toEqual(codes)
  // An event may be outside of any term.
  expect(codesOf(await desk.book(desk.officer, { space: desk.rooms[1], startsAt, endsAt }))).toEqual([])
})

test('an exam is not moved out of its term', async () => {
  const { booking } = await desk.book(desk.officer, { kind: 'EXAM', startsAt: at(15, 8), endsAt: at(15, 10) })
  const move = (startsAt: string, endsAt: string) =>
    desk.change('updateBooking', desk.officer, { booking: booking.id, startsAt, endsAt })
  expect(codesOf(await move(at(25, 8), at(25, 10)))).toEqual(['OUTSIDE_TERM'])
  expect((await move(at(16, 8), at(16, 10))).booking).toMatchObject({ status: 'CONFIRMED', kind: 'EXAM' })
})

test('between two terms that touch no exam can lie in both', async () => {
  await desk.database.query(
    "insert into terms (name, starts_on, ends_on, time_zone) values ('Next', $1, $2, 'Pacific/Kiritimati')",
    [day(21), day(30)],
  )
  const across = { kind: 'EXAM', startsAt: at(20, 9), endsAt: at(20, 11) }
  expect(codesOf(await desk.book(desk.officer, across))).toEqual(['OUTSIDE_TERM'])
})
