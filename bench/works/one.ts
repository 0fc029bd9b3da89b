import { record, rowId, spaceId } from './reading.ts'
import { poolOf, type Work } from './work.ts'

export const one: Work = {
  name: 'one',
  title: 'a room by its id',
  pool: (campus) => poolOf((index) => ({ id: campus.room(index) })),
  dialects: {
    relay: {
      operation: `query One($id: ID!) {
  node(id: $id) {
    id
    ... on Space { name kind floor roomNumber capacity equipment location { latitude longitude } }
  }
}`,
    },
    postgraphile: {
      operation: `query One($id: Int!) {
  node: spaceByRowId(rowId: $id) { id: rowId name kind floor roomNumber capacity equipment latitude longitude }
}`,
      variables: ({ id = null }) => ({ id: rowId(id) }),
      read: (data) => {
        const { latitude = null, longitude = null, ...rest } = record(record(data).node)
        const location = latitude === null ? null : { latitude, longitude }
        return { node: { ...rest, id: spaceId(rest.id), location } }
      },
    },
  },
}
