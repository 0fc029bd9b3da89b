/**
 * A pending booking that was not confirmed in time: every reader sees it as cancelled from that moment, with no job
 * running.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type BookingDesk, codesOf, openDesk, type Times } from '../../support/bookingDesk.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

let desk: BookingDesk
let student: TestPerson
let lapsed: string
let times: Times
beforeAll(async () => {
  desk = await openDesk()
})
beforeEach(async () => {
  student = await addPerson(desk.gateway.databaseUrl)
  times = desk.someHour()
  lapsed = (await desk.book(student, times)).booking.id
  await desk.database.query("update bookings set lapses_at = now() - interval '1 second' where status = 'PENDING'")
})
afterAll(() => desk.stop())

const row = async () => {
  const { rows } = await desk.database.query(
    'select status, lapses_at is null as marked from bookings where booked_by_id = $1',
    [student.id],
  )
  return rows[0]
}

test('is cancelled for every reader, on every path', async () => {
  const [room] = desk.rooms
  const { startsAt, endsAt } = times
  const within = `from: "${startsAt}", to: "${endsAt}"`
  const counts = (alias: string, more = '') => `${alias}: bookings(filter: { ${within}${more} }) { totalCount }`
  const { data, errors } = await desk.gateway.execute(
    `{
      node(id: "${lapsed}") { ... on Booking { status title } }
      ${counts('held')} ${counts('pending', ', statuses: [PENDING]')} ${counts('confirmed', ', statuses: [CONFIRMED]')}
      cancelled: bookings(filter: { ${within}, statuses: [CANCELLED] }) { nodes { id status } }
      viewer { bookings { totalCount } gone: bookings(filter: { statuses: [CANCELLED] }) { nodes { status } } }
      room: node(id: "${room}") { ... on Space {
        isFree(${within}) freeUntil(at: "${startsAt}") bookings(filter: { ${within} }) { totalCount }
      } }
      freeSpaces(startsAt: "${startsAt}", endsAt: "${endsAt}") { nodes { id } }
    }`,
    {},
    student.headers,
  )
  expect(errors).toBeUndefined()
  const none = { totalCount: 0 }
  expect(data).toEqual({
    node: { status: 'CANCELLED', title: 'Chess club' },
    held: none,
    pending: none,
    confirmed: none,
    cancelled: { nodes: [{ id: lapsed, status: 'CANCELLED' }] },
    viewer: { bookings: none, gone: { nodes: [{ status: 'CANCELLED' }] } },
    room: { isFree: true, freeUntil: null, bookings: none },
    freeSpaces: { nodes: expect.arrayContaining([{ id: room }]) },
  })
  expect(await row()).toEqual({ status: 'PENDING', marked: false })
})

test('is neither confirmed nor changed any more', async () => {
  const booking = lapsed
  expect(codesOf(await desk.change('confirmBooking', desk.officer, { booking }))).toEqual(['NOT_ALLOWED'])
  expect(codesOf(await desk.change('updateBooking', student, { booking, title: 'x' }))).toEqual(['NOT_ALLOWED'])
  expect((await desk.change('cancelBooking', student, { booking })).booking.status).toBe('CANCELLED')
})

test('makes way for one that is moved, and is marked by that', async () => {
  const { booking } = await desk.book(desk.rep)
  const moved = await desk.change('updateBooking', desk.rep, { booking: booking.id, ...times })
  expect(moved.userErrors).toEqual([])
  expect(await row()).toEqual({ status: 'CANCELLED', marked: true })
})

test('stays as it is when the one that met it is refused', async () => {
  const spaces = [desk.rooms[0], desk.rooms[1]]
  await desk.book(desk.rep, { space: spaces[1], ...times })
  const refused = await desk.book(desk.officer, { space: undefined, spaces, ...times, idempotencyKey: times.startsAt })
  expect(codesOf(refused)).toEqual(['SLOT_TAKEN'])
  expect(await row()).toEqual({ status: 'PENDING', marked: false })
})

test('is none of the twenty that a student may have, nor in the way of an end to its room', async () => {
  const { rows } = await desk.database.query(
    "insert into buildings (name, kind) values ('Annex', 'BLOCK') returning id",
  )
  const annex = rows[0].id
  const added = await desk.database.query(
    `with room as (insert into spaces (building_id, name, kind) values ($1, 'Annex 1', 'CLASSROOM') returning id)
    insert into bookings (space_id, title, kind, status, starts_at, ends_at, lapses_at, booked_by_id)
    select room.id, 'x', 'EVENT', 'PENDING', now() + n * interval '1 day', now() + n * interval '1 day' + interval '1 hour', now(), $2
    from room, generate_series(300, 325) n returning space_id`,
    [annex, student.id],
  )
  expect(codesOf(await desk.book(student))).toEqual([])
  const space = Buffer.from(`Space:${added.rows[0].space_id}`).toString('base64url')
  const mutation = `mutation { deleteSpace(input: { space: "${space}" }) { userErrors { code } } }`
  const { data } = await desk.gateway.execute(mutation, {}, desk.admin.headers)
  expect(data.deleteSpace.userErrors).toEqual([])
})
