/** How many children each parent has: one grouped statement for all parents that ask with equal arguments. */
import { every, type Sql, sql } from '../database/sql.ts'
import { batched, type Loader, payer } from '../loaders/batched.ts'
import type { RecordDependencies } from '../loaders/recordTags.ts'
import type { LoaderDefinition } from '../loaders/scope.ts'
import type { Selection } from './source.ts'

/** Whose children, under which selection. Equal `arguments` mean equal selections. */
export interface CountKey {
  parent: number
  arguments: string
  selection: Selection
}

/** @param parent the column of the selection that holds the parent; without one there is a single parent, 0 */
export function countByParent(
  record: RecordDependencies<CountKey>,
  parent?: Sql,
): LoaderDefinition<Loader<CountKey, number>> {
  return batched<CountKey, number>({
    record,
    identity: (key) => key.parent,
    statement: (key) => key.arguments,
    async fetch(asked, scope) {
      const keys = asked.map(({ key }) => key)
      const rows = await scope.read<{ parent: number; children: number }>(countStatement(keys, parent), payer(asked))
      const counts = new Map(rows.map((row) => [row.parent, row.children]))
      return keys.map((key) => counts.get(key.parent) ?? 0)
    },
  })
}

function countStatement(keys: CountKey[], parent: Sql | undefined): Sql {
  const [{ selection }] = keys as [CountKey]
  if (parent === undefined) {
    return sql`select 0 as parent, count(*) as children from ${selection.from} where ${every(selection.where)}`
  }
  const parents = keys.map((key) => key.parent)
  return sql`
    select ${parent} as parent, count(*) as children
    from ${selection.from} where ${every([sql`${parent} = any(${parents}::int4[])`, ...selection.where])}
    group by 1`
}
