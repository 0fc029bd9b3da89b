import { connection, node, record, rowId, spaceId } from './reading.ts'
import { poolOf, type Work } from './work.ts'

export const week: Work = {
  name: 'week',
  title: "a room's next 40 bookings, each with its booker",
  pool: (campus) => poolOf((index) => ({ room: campus.bookable(index), from: campus.moment(index, 0) })),
  dialects: {
    relay: {
      operation: `query Week($room: ID!, $from: DateTime!) {
  node(id: $room) {
    id
    ... on Space {
      name kind capacity
      building { name }
      bookings(first: 40, filter: { from: $from }) {
        pageInfo { hasNextPage }
        nodes { id title kind status startsAt endsAt bookedBy { username } }
      }
    }
  }
}`,
    },
    postgraphile: {
      operation: `query Week($room: Int!, $from: Datetime!) {
  node: spaceByRowId(rowId: $room) {
    id: rowId
    name kind capacity
    building: buildingByBuildingId { name }
    bookings: bookingsBySpaceId(first: 40, condition: { from: $from }, orderBy: [STARTS_AT_ASC, ROW_ID_ASC]) {
      pageInfo { hasNextPage }
      nodes { id: rowId title kind status startsAt endsAt bookedBy: userByBookedById { username } }
    }
  }
}`,
      variables: ({ room = null, from = null }) => ({ room: rowId(room), from }),
      read: (data) => {
        const space = record(record(data).node)
        return {
          node: { ...space, id: spaceId(space.id), bookings: connection(space.bookings, node('Booking')) },
        }
      },
    },
  },
}
