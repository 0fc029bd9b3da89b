import type { Sql } from '../database/sql.ts'
import { batched, type Loader, payer } from './batched.ts'
import type { LoaderDefinition } from './scope.ts'

/** The answer of one statement that asks nothing, read at most once a request. */
export function singleValue<Value>(statement: Sql): LoaderDefinition<Loader<void, Value>> {
  return batched({
    identity: () => 0,
    fetch: async (asked, scope) => [await scope.read<Value>(statement, payer(asked))],
  })
}
