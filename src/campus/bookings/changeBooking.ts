/** Changes of bookings that exist: each is one transaction, holds its row, and throws a Refusal. */

import { decodeIdOf } from '../../gateway/schema/globalId.ts'
import type { UpdateBookingInput } from '../../generated/graphql.ts'
import type { BookingKind, BookingStatus, Role } from '../../generated/tables.ts'
import { audit } from '../accounts/audit.ts'
import type { Context } from '../context.ts'
import { occupancy } from '../places/occupancy.ts'
import { assertBookable, clearLapsed, slotTaken } from '../places/slot.ts'
import type { Transaction } from '../transactions.ts'
import { asPrisma } from '../transactions.ts'
import { Refusal } from '../userErrors.ts'
import type { Person } from '../viewer.ts'
import { assertTimes, checkedTitle, hasBegun } from './bookingRequest.ts'
import { assertMayExamine, lockUser, statusFor } from './createBookings.ts'

interface HeldBooking {
  id: number
  spaceId: number
  title: string
  kind: BookingKind
  /** Cancelled for one that lapsed, too */
  status: BookingStatus
  startsAt: Date
  endsAt: Date
  bookedById: number | null
  now: Date
}

export async function updateBooking(input: UpdateBookingInput, viewer: Person, context: Context): Promise<void> {
  const id = decodeIdOf('Booking', input.booking)
  const spaceId = input.space == null ? undefined : decodeIdOf('Space', input.space)
  const title = input.title == null ? undefined : checkedTitle(input.title)
  await context.transact(async (tx) => {
    const { role } = await lockUser(tx, viewer.id)
    const booking = await holdBooking(tx, id, { viewer, role })
    if (booking.bookedById !== viewer.id || booking.kind === 'CLASS')
      throw notAllowed('Only who booked it changes a booking.')
    if (booking.status === 'CANCELLED') throw notAllowed('The booking is cancelled. Book anew.')
    if (hasBegun(booking, booking.now)) throw notAllowed('The booking has begun.')
    const wanted = {
      spaceId: spaceId ?? booking.spaceId,
      title: title ?? booking.title,
      startsAt: input.startsAt == null ? booking.startsAt : new Date(input.startsAt),
      endsAt: input.endsAt == null ? booking.endsAt : new Date(input.endsAt),
    }
    await tx.booking.update({ where: { id }, data: { title: wanted.title } })
    if (moves(booking, wanted)) await move(tx, booking, wanted, role)
    const summary = `"${wanted.title}", ${wanted.startsAt.toISOString()} to ${wanted.endsAt.toISOString()}.`
    await audit(tx, { action: 'BOOKING_UPDATED', actorId: viewer.id, bookingId: id, summary })
  })
}

export function cancelBooking(id: number, viewer: Person, context: Context): Promise<void> {
  return context.transact(async (tx) => {
    const { role } = await lockUser(tx, viewer.id)
    const booking = await holdBooking(tx, id, { viewer, role })
    if (booking.endsAt <= booking.now) throw notAllowed('The booking is over.')
    // Asked for twice, it is done once. One that lapsed is marked, which changes nothing for any reader.
    await tx.booking.update({ where: { id }, data: { status: 'CANCELLED', lapsesAt: null } })
    if (booking.status === 'CANCELLED') return
    await audit(tx, {
      action: 'BOOKING_CANCELLED',
      actorId: viewer.id,
      bookingId: id,
      summary: `"${booking.title}" was cancelled.`,
    })
  })
}

/** The rule of the mutation has seen to it that the viewer is one who confirms. */
export function confirmBooking(id: number, viewer: Person, context: Context): Promise<void> {
  return context.transact(async (tx) => {
    const { role } = await lockUser(tx, viewer.id)
    const booking = await holdBooking(tx, id, { viewer, role })
    if (booking.status === 'CONFIRMED') return
    if (booking.status === 'CANCELLED') throw notAllowed('The booking is cancelled, or was not confirmed in time.')
    await tx.booking.update({ where: { id }, data: { status: 'CONFIRMED', lapsesAt: null } })
    await audit(tx, {
      action: 'BOOKING_CONFIRMED',
      actorId: viewer.id,
      bookingId: id,
      summary: `"${booking.title}" was confirmed.`,
    })
  })
}

const { lapsed } = occupancy('bookings')

/** The booking, held until the end of the transaction; NOT_FOUND for one that is not the viewer's to change. */
async function holdBooking(tx: Transaction, id: number, by: { viewer: Person; role: Role }): Promise<HeldBooking> {
  const [booking] = await tx.$queryRaw<HeldBooking[]>`
    select id, space_id as "spaceId", title, kind::text as kind, starts_at as "startsAt", ends_at as "endsAt",
      booked_by_id as "bookedById", now() as now,
      case when ${asPrisma(lapsed)} then 'CANCELLED' else status::text end as status
    from bookings where id = ${id} for update`
  const seesAll = by.role === 'EXAM_OFFICER' || by.role === 'ADMIN'
  if (booking !== undefined && (seesAll || booking.bookedById === by.viewer.id)) return booking
  throw new Refusal('NOT_FOUND', 'There is no such booking of yours.', 'booking')
}

type Place = Pick<HeldBooking, 'spaceId' | 'startsAt' | 'endsAt'>

const moves = (from: Place, to: Place): boolean =>
  from.spaceId !== to.spaceId ||
  Number(from.startsAt) !== Number(to.startsAt) ||
  Number(from.endsAt) !== Number(to.endsAt)

async function move(
  tx: Transaction,
  booking: HeldBooking,
  wanted: Place & { title: string },
  role: Role,
): Promise<void> {
  const { spaceId, startsAt, endsAt } = wanted
  assertTimes(wanted, booking.now)
  await assertBookable(tx, [spaceId], 'space')
  if (booking.kind === 'EXAM') await assertMayExamine(tx, wanted, role)
  await clearLapsed(tx, { spaceIds: [spaceId], startsAt, endsAt })
  const data = { spaceId, startsAt, endsAt, ...statusFor(role, wanted, booking.now) }
  await tx.booking.update({ where: { id: booking.id }, data }).catch((error) => {
    throw slotTaken(error) ?? error
  })
}

const notAllowed = (message: string): Refusal => new Refusal('NOT_ALLOWED', message, 'booking')
