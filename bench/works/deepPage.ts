import { connection, node, record } from './reading.ts'
import type { Work } from './work.ts'

export const deepPage: Work = {
  name: 'deep-page',
  title: 'page 5,000 of all bookings, 20 a page',
  pool: () => [],
  isPaged: true,
  dialects: {
    relay: {
      operation: `query DeepPage($after: String) {
  bookings(first: 20, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { id title status startsAt endsAt }
  }
}`,
    },
    postgraphile: {
      operation: `query DeepPage($after: Cursor) {
  bookings: allBookings(first: 20, after: $after, condition: { held: true }, orderBy: [STARTS_AT_ASC, ROW_ID_ASC]) {
    pageInfo { hasNextPage endCursor }
    nodes { id: rowId title status startsAt endsAt }
  }
}`,
      read: (data) => ({ bookings: connection(record(data).bookings, node('Booking')) }),
    },
  },
}

/** Gives a page's cursor and nothing else, for walking to where the deep pages begin. */
export const walking = {
  relay: `query Walk($first: Int!, $after: String) {
  bookings(first: $first, after: $after) { pageInfo { endCursor } }
}`,
  postgraphile: `query Walk($first: Int!, $after: Cursor) {
  bookings: allBookings(first: $first, after: $after, condition: { held: true }, orderBy: [STARTS_AT_ASC, ROW_ID_ASC]) {
    pageInfo { endCursor }
  }
}`,
}
