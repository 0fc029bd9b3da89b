import { connection, node, record, spaceId } from './reading.ts'
import { poolOf, type Work } from './work.ts'

export const wide: Work = {
  name: 'wide',
  title: '100 buildings × 10 rooms × 5 bookings',
  pool: (campus) =>
    poolOf((index) => ({ kind: index % 2 === 0 ? 'STOREY' : 'BLOCK', from: campus.moment(index, index % 24) })),
  dialects: {
    relay: {
      operation: `query Wide($kind: BuildingKind!, $from: DateTime!) {
  buildings(filter: { kind: $kind }, first: 100) {
    nodes {
      id name
      spaces(first: 10) {
        nodes {
          id name capacity
          bookings(first: 5, filter: { from: $from }) { nodes { id title startsAt endsAt } }
        }
      }
    }
  }
}`,
    },
    postgraphile: {
      operation: `query Wide($kind: BuildingKind!, $from: Datetime!) {
  buildings: allBuildings(condition: { kind: $kind }, orderBy: [NAME_ASC, ROW_ID_ASC], first: 100) {
    nodes {
      id: rowId name
      spaces: spacesByBuildingId(first: 10, orderBy: [NAME_ASC, ROW_ID_ASC]) {
        nodes {
          id: rowId name capacity
          bookings: bookingsBySpaceId(first: 5, condition: { from: $from }, orderBy: [STARTS_AT_ASC, ROW_ID_ASC]) {
            nodes { id: rowId title startsAt endsAt }
          }
        }
      }
    }
  }
}`,
      read: (data) => ({
        buildings: connection(record(data).buildings, (building) => ({
          ...record(node('Building')(building)),
          spaces: connection(record(building).spaces, (space) => ({
            ...record(space),
            id: spaceId(record(space).id),
            bookings: connection(record(space).bookings, node('Booking')),
          })),
        })),
      }),
    },
  },
}
