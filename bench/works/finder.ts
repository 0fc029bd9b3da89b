import { connection, node, record, spaceId } from './reading.ts'
import { poolOf, type Work } from './work.ts'

export const finder: Work = {
  name: 'finder',
  title: '20 free rooms, each with its building, its next 3 bookings and its rating',
  pool: (campus) =>
    poolOf((index) => ({
      startsAt: campus.moment(index, 8 + (index % 9)),
      endsAt: campus.moment(index, 9 + (index % 9)),
      minCapacity: 20 + (index % 12) * 5,
    })),
  dialects: {
    relay: {
      operation: `query Finder($startsAt: DateTime!, $endsAt: DateTime!, $minCapacity: Int) {
  freeSpaces(startsAt: $startsAt, endsAt: $endsAt, filter: { minCapacity: $minCapacity }, first: 20) {
    nodes {
      id name kind capacity
      building { id name }
      bookings(first: 3, filter: { from: $endsAt }) { nodes { id title startsAt endsAt } }
      ratingSummary { average count }
    }
  }
}`,
    },
    postgraphile: {
      operation: `query Finder($free: [Datetime!]!, $endsAt: Datetime!, $minCapacity: Int) {
  freeSpaces: allSpaces(condition: { free: $free, minCapacity: $minCapacity }, orderBy: [NAME_ASC, ROW_ID_ASC], first: 20) {
    nodes {
      id: rowId name kind capacity
      building: buildingByBuildingId { id: rowId name }
      bookings: bookingsBySpaceId(first: 3, condition: { from: $endsAt }, orderBy: [STARTS_AT_ASC, ROW_ID_ASC]) {
        nodes { id: rowId title startsAt endsAt }
      }
      ratingAverage
      ratingCount
    }
  }
}`,
      variables: ({ startsAt = null, endsAt = null, minCapacity = null }) => ({
        free: [startsAt, endsAt],
        endsAt,
        minCapacity,
      }),
      read: (data) => ({
        freeSpaces: connection(record(data).freeSpaces, (space) => {
          const { ratingAverage = null, ratingCount = null, ...rest } = record(space)
          return {
            ...rest,
            id: spaceId(rest.id),
            building: node('Building')(rest.building),
            bookings: connection(rest.bookings, node('Booking')),
            ratingSummary: { average: ratingAverage, count: ratingCount },
          }
        }),
      }),
    },
  },
}
