/** Booking a room from now on: the start has passed by the time at which the request arrives. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type BookingDesk, codesOf, openDesk } from '../../support/bookingDesk.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

let desk: BookingDesk
let student: TestPerson
beforeAll(async () => {
  desk = await openDesk()
})
beforeEach(async () => {
  student = await addPerson(desk.gateway.databaseUrl)
  await desk.database.query('delete from bookings')
})
afterAll(() => desk.stop())

const minuteMs = 60_000
const hour = 60

/** A booking that starts and ends so many minutes from now */
const minutesFromNow = (starts: number, ends: number) => ({
  startsAt: new Date(Date.now() + starts * minuteMs).toISOString(),
  endsAt: new Date(Date.now() + ends * minuteMs).toISOString(),
})

const storedOf = async ({ id }: TestPerson) => {
  const { rows } = await desk.database.query<{ status: string; startsAt: Date; endsAt: Date; lapse: number }>(
    `select status, starts_at as "startsAt", ends_at as "endsAt",
      (extract(epoch from lapses_at - created_at) / 60)::float8 as lapse from bookings where booked_by_id = $1 order by id`,
    [id],
  )
  return rows
}

describe('a start that has passed', () => {
  test('a room that is free from now is booked from then, its past part too', async () => {
    const [room] = desk.rooms
    const times = minutesFromNow(0, hour)
    const { data } = await desk.gateway.execute(
      `{ freeSpaces(startsAt: "${times.startsAt}", endsAt: "${times.endsAt}") { nodes { id } } }`,
    )
    expect(data.freeSpaces.nodes).toContainEqual({ id: room })
    expect(codesOf(await desk.book(student, times))).toEqual([])
    const [stored] = await storedOf(student)
    expect(stored?.startsAt.toISOString()).toBe(times.startsAt)
    expect(codesOf(await desk.book(desk.rep, minutesFromNow(-5, 0)))).toEqual(['INVALID_TIME_RANGE'])
  })

  test.for([
    [-14.9, []],
    [-15.1, ['INVALID_TIME_RANGE']],
    [-120, ['INVALID_TIME_RANGE']],
  ] as const)('%d minutes from now: %j', async ([starts, codes]) => {
    expect(codesOf(await desk.book(desk.rep, minutesFromNow(starts, hour)))).toEqual(codes)
    expect(
      codesOf(await desk.book(desk.officer, { kind: 'EXAM', space: desk.rooms[1], ...minutesFromNow(starts, hour) })),
    ).toEqual(codes)
  })

  test('an end that has passed is refused, since nothing is left to book', async () => {
    const { userErrors } = await desk.book(desk.rep, minutesFromNow(-10, -1))
    expect(userErrors).toMatchObject([{ code: 'INVALID_TIME_RANGE', message: 'The end is past.', field: 'endsAt' }])
  })

  test('what took place in the past part keeps its slot', async () => {
    await desk.database.query(
      `insert into bookings (space_id, title, kind, starts_at, ends_at)
      select id, 'Choir', 'EVENT', now() - interval '1 hour', now() - interval '5 minutes' from spaces where kind <> 'OFFICE'`,
    )
    expect(codesOf(await desk.book(student, minutesFromNow(-10, hour)))).toEqual(['SLOT_TAKEN'])
    expect(codesOf(await desk.book(student, minutesFromNow(-4, hour)))).toEqual([])
  })
})

describe("a student's booking from now", () => {
  test('is pending, holds its slot and can be confirmed', async () => {
    const times = minutesFromNow(-1, hour)
    const { booking } = await desk.book(student, times)
    expect(booking.status).toBe('PENDING')
    expect(codesOf(await desk.book(desk.rep, minutesFromNow(0, hour)))).toEqual(['SLOT_TAKEN'])
    const { booking: confirmed } = await desk.change('confirmBooking', desk.officer, { booking: booking.id })
    expect(confirmed.status).toBe('CONFIRMED')
  })

  test.for([
    [0, hour, 15],
    [-14, 3, 3],
    [4, hour, 15],
    [4, 6, 6],
    [100, 160, 100],
    [5000, 5060, 72 * 60],
  ] as const)('from %d to %d minutes from now lapses after %d', async ([starts, ends, lapse]) => {
    await desk.book(student, minutesFromNow(starts, ends))
    const [stored] = await storedOf(student)
    expect(stored?.lapse).toBeCloseTo(lapse, 0)
  })

  test('can be changed while its start could be booked, and moved to such a start', async () => {
    const { booking } = await desk.book(student, minutesFromNow(-1, hour))
    const change = (input: object) => desk.change('updateBooking', student, { booking: booking.id, ...input })
    expect(await change({ title: 'Go club' })).toMatchObject({ booking: { title: 'Go club' }, userErrors: [] })
    expect(codesOf(await change({ endsAt: minutesFromNow(0, 2 * hour).endsAt }))).toEqual([])
    expect(codesOf(await change(minutesFromNow(hour, 2 * hour)))).toEqual([])
    expect(await change(minutesFromNow(-10, hour))).toMatchObject({ booking: { status: 'PENDING' }, userErrors: [] })
    const { rows } = await desk.database.query<{ minutes: number }>(
      'select (extract(epoch from lapses_at - now()) / 60)::float8 as minutes from bookings where booked_by_id = $1',
      [student.id],
    )
    expect(rows[0]?.minutes).toBeCloseTo(15, 0)
    expect(codesOf(await change(minutesFromNow(-16, hour)))).toEqual(['INVALID_TIME_RANGE'])
    await desk.database.query(`update bookings set starts_at = now() - interval '16 minutes' where booked_by_id = $1`, [
      student.id,
    ])
    expect(codesOf(await change({ title: 'Late' }))).toEqual(['NOT_ALLOWED'])
  })

  test('counts as upcoming until it ends: twenty rooms from now are the most', async () => {
    const place = (count: number, starts: string, ends: string) =>
      desk.database.query(
        `insert into bookings (space_id, title, kind, starts_at, ends_at, booked_by_id)
        select $1, 'x', 'EVENT', now() + $2::interval + n * interval '1 day', now() + $3::interval + n * interval '1 day', $4
        from generate_series(0, $5 - 1) n`,
        [desk.office, starts, ends, student.id, count],
      )
    await place(1, '-14 minutes', '10 minutes')
    await place(19, '10 days', '10 days 1 hour')
    expect(codesOf(await desk.book(student, minutesFromNow(-1, hour)))).toEqual(['QUOTA_EXCEEDED'])
    await desk.database.query(`update bookings set ends_at = now() where starts_at < now()`)
    expect(codesOf(await desk.book(student, minutesFromNow(-1, hour)))).toEqual([])
  })
})
