/**
 * Pages of children for any number of parents: one LATERAL statement for all parents that ask with equal arguments,
 * also when each brings a cursor of its own.
 */
import type { Sql } from '../database/sql.ts'
import { batched, type Loader, payer } from '../loaders/batched.ts'
import type { RecordDependencies } from '../loaders/recordTags.ts'
import type { LoaderDefinition } from '../loaders/scope.ts'
import { type PageKey, type PageRow, pageStatement } from './pageStatement.ts'

export interface Rows<Row = object> {
  rows: Row[]
  hasNextPage: boolean
  hasPreviousPage: boolean
}

/** @param parent the column of the selection that holds the parent; without one there is a single parent, 0 */
export function pageByParent(
  record: RecordDependencies<PageKey>,
  parent?: Sql,
): LoaderDefinition<Loader<PageKey, Rows>> {
  return batched<PageKey, Rows>({
    record,
    identity: ({ parent, after, before }) =>
      after === undefined && before === undefined ? parent : `${parent} ${JSON.stringify([after, before])}`,
    statement: ({ shape }) => shape,
    async fetch(asked, scope) {
      const keys = asked.map(({ key }) => key)
      const rows = await scope.read<PageRow>(pageStatement(keys, parent, scope.needs), payer(asked))
      const pages: PageRow[][] = keys.map(() => [])
      for (const row of rows) pages[(row.$page ?? 1) - 1]?.push(row)
      return pages.map((page, index) => trimmed(page, keys[index] as PageKey)) // one page a key
    },
  })
}

/** More rows than the page has were read, because they show that the list goes on. */
function trimmed(read: PageRow[], { size, backward }: PageKey): Rows {
  const [{ $beforeStart: beforeStart = false, $afterEnd: afterEnd = false, $found = true } = {}] = read
  const rows = $found === null ? [] : read
  const goesOn = rows.length > size
  const kept = rows.slice(0, size)
  if (!backward) return { rows: kept, hasNextPage: goesOn || afterEnd, hasPreviousPage: beforeStart }
  return { rows: kept.reverse(), hasNextPage: afterEnd, hasPreviousPage: goesOn || beforeStart }
}
