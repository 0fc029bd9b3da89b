/** Booking a room: which people may, for how long, and which errors the others get. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { type BookingDesk, codesOf, hourFromNow, openDesk } from '../../support/bookingDesk.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

let desk: BookingDesk
let student: TestPerson
beforeAll(async () => {
  desk = await openDesk()
})
beforeEach(async () => {
  student = await addPerson(desk.gateway.databaseUrl)
})
afterAll(() => desk.stop())

describe('booking', () => {
  test("a class rep's event is confirmed at once", async () => {
    const times = desk.someHour()
    const { booking, userErrors } = await desk.book(desk.rep, times)
    expect(userErrors).toEqual([])
    expect(booking).toMatchObject({ title: 'Chess club', kind: 'EVENT', status: 'CONFIRMED', ...times })
    expect(booking.bookedBy.username).toBe(desk.rep.username)
  })

  test("a student's is pending, and lapses after 72 hours or at its start", async () => {
    const { booking } = await desk.book(student)
    const late = await desk.book(student, hourFromNow(24 * 300))
    expect([booking.status, late.booking.status]).toEqual(['PENDING', 'PENDING'])
    const { rows } = await desk.database.query(
      'select starts_at = lapses_at as "atStart", lapses_at - created_at = interval \'72 hours\' as "after72" from bookings where booked_by_id = $1 order by id',
      [student.id],
    )
    expect(rows[0].atStart || rows[0].after72).toBe(true)
    expect(rows[1].after72).toBe(true)
  })

  test('of two who want the same slot the second hears when it is taken', async () => {
    const times = desk.someHour()
    await desk.book(desk.rep, times)
    const { booking, bookings, userErrors } = await desk.book(student, times)
    expect([booking, bookings]).toEqual([null, []])
    expect(userErrors).toEqual([
      { code: 'SLOT_TAKEN', message: expect.stringContaining('booked from'), field: 'startsAt', conflict: times },
    ])
  })

  test('several rooms are booked all or none, in the order asked for', async () => {
    const times = desk.someHour()
    const spaces = [2, 0, 1].map((index) => desk.rooms[index])
    const { bookings } = await desk.book(desk.officer, { space: undefined, spaces, kind: 'EXAM', ...times })
    expect(bookings.map(({ space }: { space: { id: string } }) => space.id)).toEqual(spaces)
    const next = desk.someHour()
    await desk.book(desk.rep, { ...next, space: spaces[1] })
    const refused = await desk.book(desk.officer, { space: undefined, spaces, kind: 'EXAM', ...next })
    expect([codesOf(refused), refused.bookings]).toEqual([['SLOT_TAKEN'], []])
    const { rows } = await desk.database.query('select count(*)::int as n from bookings where starts_at = $1', [
      next.startsAt,
    ])
    expect(rows).toEqual([{ n: 1 }])
  })

  test('a booking that lapsed blocks no other, and the next booking marks it as cancelled', async () => {
    const times = desk.someHour()
    const { booking } = await desk.book(student, times)
    await desk.database.query(
      "update bookings set lapses_at = now() - interval '1 second', created_at = now() - interval '4 days' where booked_by_id = $1",
      [student.id],
    )
    const { data } = await desk.gateway.execute(`{ node(id: "${booking.id}") { ... on Booking { status } } }`)
    expect(data.node.status).toBe('CANCELLED')
    expect((await desk.book(desk.rep, times)).userErrors).toEqual([])
    const { rows } = await desk.database.query('select status, lapses_at from bookings where booked_by_id = $1', [
      student.id,
    ])
    expect(rows).toEqual([{ status: 'CANCELLED', lapses_at: null }])
  })

  test('a student holds at most twenty ahead', async () => {
    const values = Array.from(
      { length: 20 },
      (_, index) =>
        `(${desk.office}, 'x', 'EVENT', now() + interval '${300 + index} days', now() + interval '${300 + index} days 1 hour', ${student.id})`,
    )
    await desk.database.query(
      `insert into bookings (space_id, title, kind, starts_at, ends_at, booked_by_id) values ${values.join(', ')}`,
    )
    expect(codesOf(await desk.book(student))).toEqual(['QUOTA_EXCEEDED'])
    await desk.database.query('delete from bookings where booked_by_id = $1', [student.id])
    expect(codesOf(await desk.book(student))).toEqual([])
  })

  const far = (days: number, hours = 1) => hourFromNow(24 * days + 1, hours)
  test.each<[string, () => TestPerson | undefined, object | (() => object), object]>([
    ['nobody', () => undefined, {}, { errors: ['UNAUTHENTICATED'] }],
    [
      'past times',
      () => desk.rep,
      { startsAt: '2020-01-01T10:00:00Z', endsAt: '2020-01-01T11:00:00Z' },
      { codes: ['INVALID_TIME_RANGE'] },
    ],
    ['an end at the start', () => desk.rep, { ...far(3, 0) }, { codes: ['INVALID_TIME_RANGE'] }],
    ['an end before the start', () => desk.rep, { ...far(3, -1) }, { codes: ['INVALID_TIME_RANGE'] }],
    ['more than 24 hours', () => desk.rep, far(20, 25), { codes: ['INVALID_TIME_RANGE'] }],
    ['more than 730 days ahead', () => desk.rep, far(731), { codes: ['INVALID_TIME_RANGE'] }],
    ['a room that is not there', () => desk.rep, { space: encodeGlobalId('Space', 99_999) }, { codes: ['NOT_FOUND'] }],
    ['an office', () => desk.rep, () => ({ space: encodeGlobalId('Space', desk.office) }), { codes: ['NOT_BOOKABLE'] }],
    ['the id of a building', () => desk.rep, () => ({ space: desk.building }), { errors: ['BAD_USER_INPUT'] }],
    ['neither room nor rooms', () => desk.rep, { space: undefined }, { codes: ['INVALID_INPUT'] }],
    ['room and rooms', () => desk.rep, () => ({ spaces: [desk.rooms[0]] }), { codes: ['INVALID_INPUT'] }],
    ['no rooms', () => desk.rep, { space: undefined, spaces: [] }, { codes: ['INVALID_INPUT'] }],
    ['a class', () => desk.admin, { kind: 'CLASS' }, { codes: ['NOT_ALLOWED'] }],
    ["a student's exam", () => student, { kind: 'EXAM' }, { codes: ['NOT_ALLOWED'] }],
    ["a class rep's exam", () => desk.rep, { kind: 'EXAM' }, { codes: ['NOT_ALLOWED'] }],
    ['no title', () => desk.rep, { title: '  ' }, { codes: ['INVALID_INPUT'] }],
    ['a title of 10 kB', () => desk.rep, { title: 'x'.repeat(10_000) }, { codes: ['INVALID_INPUT'] }],
    ['a control character', () => desk.rep, { title: 'a\u0007b' }, { codes: ['INVALID_INPUT'] }],
    ['half a character', () => desk.rep, { title: 'a\ud800b' }, { codes: ['INVALID_INPUT'] }],
    ['an empty key', () => desk.rep, { idempotencyKey: '' }, { codes: ['INVALID_INPUT'] }],
  ])('%s', async (_, who, input, expected) => {
    const before = await desk.database.query('select count(*)::int as n from bookings')
    const { errors, userErrors = [] } = await desk.book(who(), typeof input === 'function' ? input() : input)
    expect({ errors, codes: codesOf({ userErrors }) }).toEqual({ errors: undefined, codes: [], ...expected })
    if (codesOf({ userErrors }).length + (errors?.length ?? 0) === 0) return
    expect((await desk.database.query('select count(*)::int as n from bookings')).rows).toEqual(before.rows)
  })
})
