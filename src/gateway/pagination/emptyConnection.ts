import { Pending } from '../loaders/pending.ts'
import type { Connection } from './connection.ts'

/** What a viewer sees of a list that is hidden from them: nothing, and not that there is anything. */
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
