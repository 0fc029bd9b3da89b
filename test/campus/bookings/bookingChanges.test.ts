/** What happens to bookings: repeats under a key, and changes by the people who may make them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { type BookingDesk, codesOf, openDesk } from '../../support/bookingDesk.ts'
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

describe('a key', () => {
  test('gets the first answer again, and books once', async () => {
    const input = { ...desk.someHour(), idempotencyKey: 'one' }
    const first = await desk.book(desk.rep, input)
    const again = await Promise.all(Array.from({ length: 9 }, () => desk.book(desk.rep, input)))
    for (const answer of again) expect(answer).toEqual(first)
    const { rows } = await desk.database.query('select count(*)::int as n from bookings where starts_at = $1', [
      input.startsAt,
    ])
    expect(rows).toEqual([{ n: 1 }])
  })

  test('with another input is a mistake, and another person has keys of their own', async () => {
    const input = { ...desk.someHour(), idempotencyKey: 'two' }
    await desk.book(desk.rep, input)
    expect(codesOf(await desk.book(desk.rep, { ...input, title: 'Other' }))).toEqual(['IDEMPOTENCY_KEY_REUSED'])
    expect(codesOf(await desk.book(desk.officer, { ...desk.someHour(), idempotencyKey: 'two' }))).toEqual([])
  })

  test('remembers a refusal too', async () => {
    const times = desk.someHour()
    const { booking } = await desk.book(desk.rep, times)
    const refused = await desk.book(desk.officer, { ...times, idempotencyKey: 'three' })
    await desk.change('cancelBooking', desk.rep, { booking: booking.id })
    expect(await desk.book(desk.officer, { ...times, idempotencyKey: 'three' })).toEqual(refused)
    expect(codesOf(refused)).toEqual(['SLOT_TAKEN'])
  })

  test('is forgotten after 24 hours', async () => {
    await desk.book(desk.rep, { ...desk.someHour(), idempotencyKey: 'four' })
    await desk.database.query("update idempotency_keys set created_at = now() - interval '25 hours' where key = 'four'")
    expect(codesOf(await desk.book(desk.rep, { ...desk.someHour(), idempotencyKey: 'four' }))).toEqual([])
  })
})

describe('a change', () => {
  test("of time makes a student's booking pending again, of title does not", async () => {
    const { booking } = await desk.book(student)
    expect((await desk.change('confirmBooking', desk.officer, { booking: booking.id })).booking.status).toBe(
      'CONFIRMED',
    )
    const renamed = await desk.change('updateBooking', student, { booking: booking.id, title: 'Go club' })
    expect(renamed.booking).toMatchObject({ title: 'Go club', status: 'CONFIRMED' })
    const moved = await desk.change('updateBooking', student, { booking: booking.id, ...desk.someHour() })
    expect(moved.booking.status).toBe('PENDING')
  })

  test('into a taken slot is refused, and nothing of it is done', async () => {
    const times = desk.someHour()
    await desk.book(desk.rep, times)
    const { booking } = await desk.book(student)
    const moved = await desk.change('updateBooking', student, { booking: booking.id, title: 'New', ...times })
    expect(moved.userErrors).toMatchObject([{ code: 'SLOT_TAKEN', conflict: times }])
    const { rows } = await desk.database.query('select title from bookings where booked_by_id = $1', [student.id])
    expect(rows).toEqual([{ title: 'Chess club' }])
  })

  test.each(['updateBooking', 'cancelBooking'])(
    "%s of another person's booking is as of a missing one",
    async (name) => {
      const { booking } = await desk.book(desk.rep)
      const theirs = await desk.change(name, student, { booking: booking.id })
      const none = await desk.change(name, student, { booking: encodeGlobalId('Booking', 999_999) })
      expect(theirs).toEqual(none)
      expect(codesOf(theirs)).toEqual(['NOT_FOUND'])
    },
  )

  test('confirming is for exam officers and admins', async () => {
    const { booking } = await desk.book(student)
    expect((await desk.change('confirmBooking', student, { booking: booking.id })).errors).toEqual(['FORBIDDEN'])
    expect((await desk.change('confirmBooking', desk.rep, { booking: booking.id })).errors).toEqual(['FORBIDDEN'])
    expect((await desk.change('confirmBooking', undefined, { booking: booking.id })).errors).toEqual([
      'UNAUTHENTICATED',
    ])
    expect((await desk.change('confirmBooking', desk.admin, { booking: booking.id })).booking.status).toBe('CONFIRMED')
    expect(
      codesOf(await desk.change('confirmBooking', desk.admin, { booking: encodeGlobalId('Booking', 999_999) })),
    ).toEqual(['NOT_FOUND'])
  })

  test('cancelling frees the slot, is done once, and is for the owner and the staff', async () => {
    const times = desk.someHour()
    const { booking } = await desk.book(student, times)
    expect((await desk.change('cancelBooking', desk.officer, { booking: booking.id })).booking.status).toBe('CANCELLED')
    expect((await desk.change('cancelBooking', student, { booking: booking.id })).booking.status).toBe('CANCELLED')
    expect(codesOf(await desk.book(desk.rep, times))).toEqual([])
    expect(codesOf(await desk.change('updateBooking', student, { booking: booking.id, title: 'x' }))).toEqual([
      'NOT_ALLOWED',
    ])
    const { rows } = await desk.database.query(
      'select action, actor_id as "actor" from audit_entries where booking_id in (select id from bookings where booked_by_id = $1) order by id',
      [student.id],
    )
    expect(rows).toEqual([
      { action: 'BOOKING_CREATED', actor: student.id },
      { action: 'BOOKING_CANCELLED', actor: desk.officer.id },
    ])
  })

  test('a single class may be cancelled by the staff, and changed by no other person', async () => {
    const times = desk.someHour()
    const { rows } = await desk.database.query(
      "insert into bookings (space_id, title, kind, starts_at, ends_at) values (1, 'Maths', 'CLASS', $1, $2) returning id",
      [times.startsAt, times.endsAt],
    )
    const booking = encodeGlobalId('Booking', rows[0].id)
    expect(codesOf(await desk.change('cancelBooking', student, { booking }))).toEqual(['NOT_FOUND'])
    expect(codesOf(await desk.change('cancelBooking', desk.rep, { booking }))).toEqual(['NOT_FOUND'])
    expect(codesOf(await desk.change('updateBooking', desk.admin, { booking, title: 'x' }))).toEqual(['NOT_ALLOWED'])
    expect((await desk.change('cancelBooking', desk.officer, { booking })).booking.status).toBe('CANCELLED')
  })
})
