import type { Sql } from '../database/sql.ts'
import type { TagMap } from '../tags/tagMap.ts'
import { batched, type Loader, payer } from './batched.ts'
import { recordTags } from './recordTags.ts'
import type { LoaderDefinition } from './scope.ts'

/**
 * The rows of one statement that asks nothing, read at most once a request.
 *
 * @param tags of all that they depend on
 */
export const allRows =
  <Tag extends string>(map: TagMap<Tag>) =>
  <Row>(statement: Sql, tags: readonly Tag[]): LoaderDefinition<Loader<void, Row[]>> =>
    batched({
      identity: () => 0,
      record: recordTags<Tag, void>(map, tags),
      fetch: async (asked, scope) => [await scope.read<Row>(statement, payer(asked))],
    })
