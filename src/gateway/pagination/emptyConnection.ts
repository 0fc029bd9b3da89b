import { Pending } from '../loaders/pending.ts'
import type { Connection } from './connection.ts'

/** What somebody sees of a list that is not theirs to see: nothing, and not that there is anything. */
export const emptyConnection: Connection<never> = {
  edges: () => Pending.of([]),
  nodes: () => Pending.of([]),
  pageInfo: () =>
    Pending.of({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: () => null,
      endCursor: () => null,
    }),
  totalCount: () => Pending.of(0),
}
