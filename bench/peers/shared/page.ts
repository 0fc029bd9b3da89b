/** One row more than the page was read: it is there to say that the list goes on. */
import { type BookingPlace, encodeCursor } from './cursor.ts'

export const defaultPageSize = 20

export interface Page<Row> {
  nodes: Row[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor?: string | null }
}

export const pageOf = <Row>(rows: Row[], first: number): Page<Row> => ({
  nodes: rows.length > first ? rows.slice(0, first) : rows,
  pageInfo: { hasNextPage: rows.length > first, hasPreviousPage: false },
})

export function bookingPageOf<Row extends { id: number; startsAt: Date | string }>(
  rows: Row[],
  first: number,
): Page<Row> {
  const page = pageOf(rows, first)
  const last = page.nodes.at(-1)
  page.pageInfo.endCursor = last === undefined ? null : encodeCursor(placeOf(last))
  return page
}

const placeOf = ({ id, startsAt }: { id: number; startsAt: Date | string }): BookingPlace => ({
  id,
  startsAt: typeof startsAt === 'string' ? startsAt : startsAt.toISOString(),
})
