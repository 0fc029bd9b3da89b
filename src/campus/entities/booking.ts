import { columnsOf } from '../../gateway/database/columns.ts'
import { column, join, raw, type Sql, sql } from '../../gateway/database/sql.ts'
import { loadRequired } from '../../gateway/loaders/loadRequired.ts'
import { root } from '../../gateway/pagination/connection.ts'
import { orderBy } from '../../gateway/pagination/orderKey.ts'
import { decodeIdOf } from '../../gateway/schema/globalId.ts'
import type { BookingFilter, Resolvers } from '../../generated/graphql.ts'
import { type BookingRow, type BookingStatus, tables } from '../../generated/tables.ts'
import { onlyFor, perViewerIf, type Rules, shownTo, signedIn, type Viewer } from '../accounts/rules.ts'
import { cancelBooking, confirmBooking, updateBooking } from '../bookings/changeBooking.ts'
import { createBookings } from '../bookings/createBookings.ts'
import type { Context } from '../context.ts'
import { byKey, connectionLoader, type Selection } from '../loaders.ts'
import { requireViewer, runMutation } from '../mutation.ts'
import { assertInterval } from '../places/interval.ts'
import { asksForMine } from '../places/mine.ts'
import { occupancy } from '../places/occupancy.ts'

interface BookingArguments {
  filter?: BookingFilter | null | undefined
}

const { holdsSlot, lapsed, endsAfter } = occupancy('t')
const columns = columnsOf(tables.Booking, { status: sql`case when ${lapsed} then 'CANCELLED' else t.status end` })

const bookingsBy = (connection: string, parent?: Sql) =>
  connectionLoader<BookingRow, BookingArguments>(connection, selectBookings, parent)

export const loaders = {
  booking: byKey(tables.Booking, 'id', columns),
  bookings: bookingsBy('Query.bookings'),
  bookingsBySpace: bookingsBy('Space.bookings', column(tables.Booking, 'spaceId')),
  bookingsByUser: bookingsBy('User.bookings', column(tables.Booking, 'bookedById')),
}

const toOwnerAndStaff = shownTo<BookingRow>(({ bookedById }) => bookedById, ['EXAM_OFFICER', 'ADMIN'])

export const rules: Rules<BookingRow> = {
  Query: { bookings: perViewerIf(asksForMine) },
  Mutation: {
    createBooking: signedIn,
    updateBooking: signedIn,
    cancelBooking: signedIn,
    confirmBooking: onlyFor('EXAM_OFFICER', 'ADMIN'),
  },
  Booking: {
    bookedBy: toOwnerAndStaff,
    title: {
      ...toOwnerAndStaff,
      reads: ['kind'],
      allows: (viewer, row) => row.kind !== 'EVENT' || toOwnerAndStaff.allows(viewer, row),
      instead: () => 'Reserved',
    },
  },
}

export const resolvers: Resolvers = {
  Query: {
    bookings: (_, args, { loaders }) => loaders.bookings.of(root, args),
  },
  Mutation: {
    createBooking: (_, { input }, context) =>
      runMutation<number[], { booking: BookingRow | null; bookings: BookingRow[] }>(context, {
        refused: { booking: null, bookings: [] },
        work: () => createBookings(input, requireViewer(context), context),
        read: async (ids) => {
          const rows = await Promise.all(ids.map((id) => context.loaders.booking.load(id)))
          // A key may be asked with again after its room was deleted, and the booking with it.
          const left = rows.filter((row) => row !== null)
          return { booking: left[0] ?? null, bookings: left }
        },
      }),
    updateBooking: (_, { input }, context) =>
      changeOne(context, input.booking, () => updateBooking(input, requireViewer(context), context)),
    cancelBooking: (_, { input }, context) =>
      changeOne(context, input.booking, (id) => cancelBooking(id, requireViewer(context), context)),
    confirmBooking: (_, { input }, context) =>
      changeOne(context, input.booking, (id) => confirmBooking(id, requireViewer(context), context)),
  },
  Booking: {
    space: ({ spaceId }, _, { loaders }) => loadRequired(loaders.space, spaceId),
    bookedBy: ({ bookedById }, _, { loaders }) => (bookedById === null ? null : loaders.user.load(bookedById)),
    classSession: ({ classSessionId }, _, { loaders }) =>
      classSessionId === null ? null : loaders.classSession.load(classSessionId),
  },
}

function changeOne(context: Context, globalId: string, work: (id: number) => Promise<void>) {
  const id = decodeIdOf('Booking', globalId)
  return runMutation<void, { booking: BookingRow | null }>(context, {
    refused: { booking: null },
    work: () => work(id),
    read: async () => ({ booking: await context.loaders.booking.load(id) }),
  })
}

function selectBookings({ filter }: BookingArguments, viewer: () => Viewer): Selection {
  return {
    columns,
    from: sql`bookings t`,
    where: bookingConditions(filter ?? {}, viewer),
    orderBy: [orderBy(tables.Booking, 'startsAt'), orderBy(tables.Booking, 'id')],
  }
}

/** @param viewer whose bookings `mine` means */
function bookingConditions(filter: BookingFilter, viewer: () => Viewer): Sql[] {
  const { from, to } = filter
  if (from && to) assertInterval(['from', 'to'], from, to)
  const where = [filter.statuses ? inAnyStatus(filter.statuses) : holdsSlot]
  if (filter.kinds) where.push(sql`t.kind in (${literals(filter.kinds)})`)
  if (filter.space != null) where.push(sql`t.space_id = ${decodeIdOf('Space', filter.space)}::int4`)
  if (filter.mine) where.push(bookedBy(viewer()))
  if (from) where.push(endsAfter(sql`${from}::timestamptz`))
  if (to) where.push(sql`t.starts_at < ${to}::timestamptz`)
  return where
}

const bookedBy = (viewer: Viewer): Sql => (viewer === null ? raw('false') : sql`t.booked_by_id = ${viewer.id}::int4`)

const statusConditions: Record<BookingStatus, Sql> = {
  PENDING: sql`(t.status = 'PENDING' and not ${lapsed})`,
  CONFIRMED: raw(`t.status = 'CONFIRMED'`),
  CANCELLED: sql`(t.status = 'CANCELLED' or ${lapsed})`,
}

const inAnyStatus = (statuses: BookingStatus[]): Sql =>
  statuses.length === 0
    ? raw('false')
    : sql`(${join(
        sortedSet(statuses).map((status) => statusConditions[status]),
        ' or ',
      )})`

/** Members of an enum, which GraphQL has checked: as text, since a partial index serves only what the planner can read. */
const literals = (members: string[]): Sql =>
  raw(
    sortedSet(members)
      .map((member) => `'${member}'`)
      .join(', ') || 'null',
  )

/** However they were given: one statement for one set of them. */
const sortedSet = <Member extends string>(members: Member[]): Member[] => [...new Set(members)].sort()
