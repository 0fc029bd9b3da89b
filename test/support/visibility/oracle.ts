/**
 * What the contract lets each person see, in words of the tables and of nothing in `src/`: the value of each protected
 * field of each row. The rules under test are not asked.
 */
import type pg from 'pg'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'

export interface Viewer {
  id: number
  role: string
}

interface Booking {
  id: number
  kind: string
  title: string
  status: string
  ownerId: number | null
}

interface User {
  id: number
  email: string
  department: string | null
  yearGroup: number | null
}

export interface Truth {
  bookings: ReadonlyMap<string, Booking>
  users: ReadonlyMap<string, User>
  bookingsByOwner: ReadonlyMap<number | null, Booking[]>
}

/** How each protected field is selected; a field that is protected and not here fails the test. */
export const selections: Record<string, Record<string, string>> = {
  Booking: { title: '', bookedBy: '{ id }' },
  User: {
    email: '',
    department: '',
    yearGroup: '',
    bookings: '(first: 2) { totalCount nodes { id } edges { node { id } } pageInfo { hasNextPage hasPreviousPage } }',
  },
}

export async function readTruth(database: pg.Client): Promise<Truth> {
  const { rows: bookings } = await database.query<Booking>(
    'select id, kind, title, status, booked_by_id as "ownerId" from bookings order by starts_at, id',
  )
  const { rows: users } = await database.query<User>(
    'select id, email, department, year_group as "yearGroup" from users',
  )
  return {
    bookings: new Map(bookings.map((row) => [encodeGlobalId('Booking', row.id), row])),
    users: new Map(users.map((row) => [encodeGlobalId('User', row.id), row])),
    bookingsByOwner: Map.groupBy(
      bookings.filter(({ status }) => status !== 'CANCELLED'),
      ({ ownerId }) => ownerId,
    ),
  }
}

const isStaff = (viewer: Viewer | undefined) => viewer?.role === 'EXAM_OFFICER' || viewer?.role === 'ADMIN'

/** What the viewer must read in each protected field of the thing with this id. */
export function expectedOf(truth: Truth, viewer: Viewer | undefined, id: string): Record<string, unknown> {
  const booking = truth.bookings.get(id)
  if (booking !== undefined) return expectedOfBooking(booking, viewer)
  const user = truth.users.get(id)
  if (user === undefined) throw new Error(`${id} is neither a booking nor a person.`)
  return expectedOfUser(truth, user, viewer)
}

function expectedOfBooking({ kind, title, ownerId }: Booking, viewer: Viewer | undefined) {
  const shown = isStaff(viewer) || (viewer !== undefined && viewer.id === ownerId)
  return {
    title: kind === 'EVENT' && !shown ? 'Reserved' : title,
    bookedBy: shown && ownerId !== null ? { id: encodeGlobalId('User', ownerId) } : null,
  }
}

function expectedOfUser(truth: Truth, user: User, viewer: Viewer | undefined) {
  const shown = isStaff(viewer) || viewer?.id === user.id
  const { id, email, department, yearGroup } = user
  const own = (shown && truth.bookingsByOwner.get(id)) || []
  const page = own.slice(0, 2).map((booking) => ({ id: encodeGlobalId('Booking', booking.id) }))
  return {
    ...(shown ? { email, department, yearGroup } : { email: null, department: null, yearGroup: null }),
    bookings: {
      totalCount: own.length,
      nodes: page,
      edges: page.map((node) => ({ node })),
      pageInfo: { hasNextPage: own.length > 2, hasPreviousPage: false },
    },
  }
}
