import type { TagName } from '../../campus/cacheTags.ts'
import type { Sql } from '../database/sql.ts'
import { batched, type Loader, payer } from './batched.ts'
import { recordTags } from './recorder.ts'
import type { LoaderDefinition } from './scope.ts'

/**
 * The rows of one statement that asks nothing, read at most once a request.
 *
 * @param tags of all that they depend on
 */
export function allRows<Row>(statement: Sql, tags: readonly TagName[]): LoaderDefinition<Loader<void, Row[]>> {
  return batched({
    identity: () => 0,
    record: recordTags<void>(tags),
    fetch: async (asked, scope) => [await scope.read<Row>(statement, payer(asked))],
  })
}
