import { connection, node, record, spaceId } from './reading.ts'
import { poolOf, type Work } from './work.ts'

const hoursOfTwoWeeks = 14 * 24

export const building: Work = {
  name: 'building',
  title: 'a building, its rooms with counts, and 5 bookings of each with who booked',
  pool: (campus) =>
    poolOf((index) => ({
      name: campus.largeBuilding(index),
      from: campus.moment(index, 0),
      to: campus.moment(index, hoursOfTwoWeeks),
    })),
  dialects: {
    relay: {
      operation: `query Building($name: String!, $from: DateTime!, $to: DateTime!) {
  building(name: $name) {
    id name kind floors
    spaceCounts { classrooms laboratories offices }
    spaces(first: 30) {
      nodes {
        id name kind floor roomNumber capacity
        bookings(first: 5, filter: { from: $from, to: $to }) {
          totalCount
          nodes { id title kind startsAt endsAt bookedBy { id username } }
        }
      }
    }
  }
}`,
    },
    postgraphile: {
      operation: `query Building($name: String!, $from: Datetime!, $to: Datetime!) {
  building: buildingByName(name: $name) {
    id: rowId name kind floors
    classrooms laboratories offices
    spaces: spacesByBuildingId(first: 30, orderBy: [NAME_ASC, ROW_ID_ASC]) {
      nodes {
        id: rowId name kind floor roomNumber capacity
        bookings: bookingsBySpaceId(first: 5, condition: { from: $from, to: $to }, orderBy: [STARTS_AT_ASC, ROW_ID_ASC]) {
          totalCount
          nodes { id: rowId title kind startsAt endsAt bookedBy: userByBookedById { id: rowId username } }
        }
      }
    }
  }
}`,
      read: (data) => {
        const { classrooms = null, laboratories = null, offices = null, ...rest } = record(record(data).building)
        return {
          building: {
            ...record(node('Building')(rest)),
            spaceCounts: { classrooms, laboratories, offices },
            spaces: connection(rest.spaces, (space) => ({
              ...record(space),
              id: spaceId(record(space).id),
              bookings: connection(record(space).bookings, (booking) => ({
                ...record(node('Booking')(booking)),
                bookedBy: node('User')(record(booking).bookedBy),
              })),
            })),
          },
        }
      },
    },
  },
}
