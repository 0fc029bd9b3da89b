/**
 * Pages of children for any number of parents: one LATERAL statement for all parents that ask with equal arguments,
 * also when each brings a cursor of its own.
 */
import type { Sql } from '../database/sql.ts'
import { batched, type Loader, payer } from '../loaders/batched.ts'
import type { Record } from '../loaders/recorder.ts'
import type { LoaderDefinition } from '../loaders/scope.ts'
import { type PageKey, pageStatement, type RawPage } from './pageStatement.ts'

export interface Rows<Row = object> {
  rows: Row[]
  hasNextPage: boolean
  hasPreviousPage: boolean
}

/** @param parent the column of the selection that holds the parent; without one there is a single parent, 0 */
export function pageByParent(record: Record<PageKey>, parent?: Sql): LoaderDefinition<Loader<PageKey, Rows>> {
  return batched<PageKey, Rows>({
    record,
    identity: ({ parent, shape, after, before }) =>
      after === undefined && before === undefined
        ? `${parent} ${shape}`
        : `${parent} ${JSON.stringify([after, before])} ${shape}`,
    statement: ({ shape }) => shape,
    async fetch(asked, scope) {
      const keys = asked.map(({ key }) => key)
      const pages = await scope.read<RawPage[]>(pageStatement(keys, parent, scope.needs), payer(asked))
      const byOrder = new Map(pages.map((page) => [page[0], page]))
      return keys.map((key, index) => {
        const page = byOrder.get(index + 1)
        return page === undefined ? new Error('The database left out a page.') : trimmed(page, key)
      })
    },
  })
}

/** One row more than the page was read: it is there to say that the list goes on. */
function trimmed([, rows, beforeStart, afterEnd]: RawPage, { size, backward }: PageKey): Rows {
  const goesOn = rows.length > size
  const kept = rows.slice(0, size)
  if (!backward) return { rows: kept, hasNextPage: goesOn || afterEnd, hasPreviousPage: beforeStart }
  return { rows: kept.reverse(), hasNextPage: afterEnd, hasPreviousPage: goesOn || beforeStart }
}
