/**
 * The row that people mean by a name, however they write it. The database alone compares the text that people read in
 * it.
 */

import { columnsOf } from '../database/columns.ts'
import { raw, sql } from '../database/sql.ts'
import type { Table } from '../database/table.ts'
import type { TagMap } from '../tags/tagMap.ts'
import { batched, type Loader, payer } from './batched.ts'
import { recordTags } from './recordTags.ts'
import type { LoaderDefinition } from './scope.ts'

/**
 * The row of each name, null where there is none.
 *
 * @param table one with a column `folded_name`, which is unique
 * @param tag of the list of all its rows
 */
export const byFoldedName =
  <Tag extends string>(map: TagMap<Tag>) =>
  <Row extends object>(table: Table<Row>, tag: Tag): LoaderDefinition<Loader<string, Row | null>> => {
    const columns = columnsOf(table)
    return batched({
      identity: (name) => name,
      record: recordTags<Tag, string>(map, [tag]),
      async fetch(asked, scope) {
        const rows = await scope.read<Row & { $key: number }>(
          sql`
          select k.ord as "$key", ${columns.select(scope.needs)}
          from unnest(${asked.map(({ key }) => key)}::text[]) with ordinality as k (name, ord)
          join ${raw(table.name)} t on t.folded_name = fold_name(k.name)`,
          payer(asked),
        )
        const byOrder = new Map(rows.map((row) => [row.$key, row]))
        return asked.map((_, index) => byOrder.get(index + 1) ?? null)
      },
    })
  }
