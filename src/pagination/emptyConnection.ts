import type { Connection } from './connection.ts'

/** What somebody sees of a list that is not theirs to see: nothing, and not that there is anything. */
export const emptyConnection: Connection<never> = {
  edges: async () => [],
  nodes: async () => [],
  pageInfo: async () => ({
    hasNextPage: false,
    hasPreviousPage: false,
    startCursor: () => null,
    endCursor: () => null,
  }),
  totalCount: async () => 0,
}
