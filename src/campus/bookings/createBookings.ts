/** Booking rooms, all or none: one transaction, in which the database decides who was first. */

import { unauthenticated } from '../../gateway/errors/errors.ts'
import type { CreateBookingInput } from '../../generated/graphql.ts'
import type { Role } from '../../generated/tables.ts'
import { audit } from '../accounts/audit.ts'
import type { Context } from '../context.ts'
import { lapseOf } from '../places/lapse.ts'
import { occupancy } from '../places/occupancy.ts'
import { assertBookable, clearLapsed, slotTaken } from '../places/slot.ts'
import type { Transaction } from '../transactions.ts'
import { asPrisma } from '../transactions.ts'
import { Refusal } from '../userErrors.ts'
import type { Person } from '../viewer.ts'
import { assertTimes, type BookingRequest, checkedKey, checkedRequest, requestHash } from './bookingRequest.ts'
import { once } from './idempotency.ts'

/** Gives the ids of the bookings, in the order in which the rooms were asked for. Throws a Refusal. */
export async function createBookings(input: CreateBookingInput, viewer: Person, context: Context): Promise<number[]> {
  const request = checkedRequest(input)
  const question = { userId: viewer.id, key: checkedKey(input.idempotencyKey), requestHash: requestHash(request) }
  const outcome = await context.transact(async (tx) => {
    const person = await lockUser(tx, viewer.id)
    return once(tx, question, () => book(tx, request, { ...viewer, ...person }))
  })
  if (outcome.refusal === null) return outcome.bookingIds
  const { code, message, field, conflict } = outcome.refusal
  throw new Refusal(code, message, field, conflict)
}

async function book(tx: Transaction, request: BookingRequest, viewer: Person & LockedUser): Promise<number[]> {
  const { role, now } = viewer
  assertTimes(request, now)
  if (request.kind === 'EXAM') await assertMayExamine(tx, request, role)
  const names = await assertBookable(tx, request.spaceIds, 'space')
  if (role === 'STUDENT') await assertQuota(tx, viewer.id, request.spaceIds.length)
  await clearLapsed(tx, request)
  const ids = await insert(tx, request, {
    bookedById: viewer.id,
    createdAt: now,
    ...statusFor(role, request, now),
  })
  await audit(
    tx,
    ...request.spaceIds.map((spaceId) => ({
      action: 'BOOKING_CREATED' as const,
      actorId: viewer.id,
      bookingId: idOf(ids, spaceId),
      summary: `"${request.title}" in ${names.get(spaceId)}, ${request.startsAt.toISOString()} to ${request.endsAt.toISOString()}.`,
    })),
  )
  return request.spaceIds.map((spaceId) => idOf(ids, spaceId))
}

type Times = Pick<BookingRequest, 'startsAt' | 'endsAt'>

export interface LockedUser {
  role: Role
  /** The database's clock */
  now: Date
}

/** One booking of a person at a time: two at once must not both find one left of the quota. */
export async function lockUser(tx: Transaction, userId: number): Promise<LockedUser> {
  const [person] = await tx.$queryRaw<LockedUser[]>`
    select role::text as role, now() as now from users where id = ${userId} for no key update`
  if (person === undefined) throw unauthenticated()
  return person
}

/** What a student books waits to be confirmed. */
export function statusFor(role: Role, times: Times, now: Date) {
  if (role !== 'STUDENT') return { status: 'CONFIRMED', lapsesAt: null } as const
  return { status: 'PENDING', lapsesAt: lapseOf(times, now) } as const
}

export async function assertMayExamine(tx: Transaction, { startsAt, endsAt }: Times, role: Role): Promise<void> {
  if (role !== 'EXAM_OFFICER' && role !== 'ADMIN') {
    throw new Refusal('NOT_ALLOWED', 'Exams are booked by exam officers.', 'kind')
  }
  const terms = await tx.$queryRaw<unknown[]>`
    select from terms
    where (${startsAt}::timestamptz at time zone time_zone)::date >= starts_on
      and ((${endsAt}::timestamptz - interval '1 millisecond') at time zone time_zone)::date <= ends_on limit 1`
  if (terms.length === 0) throw new Refusal('OUTSIDE_TERM', 'An exam must be within a term.', 'startsAt')
}

const maxUpcoming = 20

const { holdsSlot } = occupancy('bookings')

/** Upcoming until the end: bookings from now on would otherwise be free, and all rooms could be taken with them. */
async function assertQuota(tx: Transaction, userId: number, more: number): Promise<void> {
  const [held] = await tx.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from bookings
    where booked_by_id = ${userId} and ends_at > now() and ${asPrisma(holdsSlot)}`
  if ((held?.count ?? 0) + more <= maxUpcoming) return
  throw new Refusal('QUOTA_EXCEEDED', `A student has at most ${maxUpcoming} bookings ahead. Cancel one first.`)
}

interface Booker {
  bookedById: number
  /** By the database's clock, which judges when the booking lapses */
  createdAt: Date
  status: 'PENDING' | 'CONFIRMED'
  lapsesAt: Date | null
}

/** By room. They go in by the rooms' ids, so that two requests for the same rooms cannot wait for each other. */
async function insert(tx: Transaction, request: BookingRequest, booker: Booker): Promise<Map<number, number>> {
  const { spaceIds, ...booking } = request
  const data = [...spaceIds].sort((a, b) => a - b).map((spaceId) => ({ spaceId, ...booking, ...booker }))
  try {
    const made = await tx.booking.createManyAndReturn({ data, select: { id: true, spaceId: true } })
    return new Map(made.map(({ id, spaceId }) => [spaceId, id]))
  } catch (error) {
    throw slotTaken(error) ?? error
  }
}

function idOf(ids: Map<number, number>, spaceId: number): number {
  const id = ids.get(spaceId)
  if (id === undefined) throw new Error('Every room that was asked for has a booking.')
  return id
}
