/**
 * A Relay connection that asks the database only for what is selected: the page when items or `pageInfo` are, the
 * count when `totalCount` is. Its members are functions, which GraphQL calls when it comes to them.
 */
import type { Sql } from '../database/sql.ts'
import type { Loader } from '../loaders/batched.ts'
import type { LoaderDefinition } from '../loaders/scope.ts'
import { type CountKey, countByParent } from './countByParent.ts'
import { cursorBinding, decodeCursor, encodeCursor } from './cursor.ts'
import { pageByParent, type Rows } from './pageByParent.ts'
import type { PageKey } from './pageStatement.ts'
import { type PageArguments, pageWindow } from './pageWindow.ts'
import { canonicalArguments, type Source } from './source.ts'

export interface Connection<Row> {
  edges(): Promise<Edge<Row>[]>
  nodes(): Promise<Row[]>
  pageInfo(): Promise<PageInfo>
  totalCount(): Promise<number>
}

export interface Edge<Row> {
  cursor(): string
  node: Row
}

export interface PageInfo {
  hasNextPage: boolean
  hasPreviousPage: boolean
  startCursor(): string | null
  endCursor(): string | null
}

export interface ConnectionLoader<Row, Args> {
  /** The connection of this parent; of the root when there is none. */
  of(parent: number, args: Args & PageArguments): Connection<Row>
}

/** The root has one list, which needs no parent to be told. */
export const root = 0

/**
 * @param name binds cursors: no two connections share one
 * @param parent the column of the source that holds the parent, for a nested connection
 */
export function connectionLoader<Row extends object, Args extends object>(
  name: string,
  source: Source<Args>,
  parent?: Sql,
): LoaderDefinition<ConnectionLoader<Row, Args>> {
  const pages = pageByParent(parent)
  const counts = countByParent(parent)
  return (scope) => {
    const [sharedPages, sharedCounts] = [pages(scope), counts(scope)]
    return (meter) => ({
      of: (parentId, { first, after, last, before, ...own }) => {
        // Rest properties of a generic are an Omit of it, which the compiler cannot see is the part that is Args.
        const args = own as unknown as Args
        const question = { parent: parentId, arguments: canonicalArguments(args), selection: source(args) }
        // Rows are what the source selects, as with every loader's columns.
        const rows = sharedPages(meter) as Loader<PageKey, Rows<Row>>
        const loaders = { pages: rows, counts: sharedCounts(meter) }
        return openConnection<Row>(name, question, { first, after, last, before }, loaders)
      },
    })
  }
}

interface PageLoaders<Row> {
  pages: Loader<PageKey, Rows<Row>>
  counts: Loader<CountKey, number>
}

function openConnection<Row extends object>(
  name: string,
  question: CountKey,
  pageArguments: PageArguments,
  loaders: PageLoaders<Row>,
): Connection<Row> {
  const keys = question.selection.orderBy
  const binding = cursorBinding(name, question.parent, question.arguments)
  const { after, before, ...window } = pageWindow(pageArguments)
  const pageKey: PageKey = {
    ...question,
    ...window,
    after: after === undefined ? undefined : decodeCursor(after, binding, keys),
    before: before === undefined ? undefined : decodeCursor(before, binding, keys),
  }
  const cursorOf = (row: Row | undefined) => (row === undefined ? null : encodeCursor(binding, keys, row))
  const load = () => loaders.pages.load(pageKey)
  return {
    edges: async () => (await load()).rows.map((node) => ({ node, cursor: () => encodeCursor(binding, keys, node) })),
    nodes: async () => (await load()).rows,
    pageInfo: async () => {
      const page = await load()
      return { ...page, startCursor: () => cursorOf(page.rows[0]), endCursor: () => cursorOf(page.rows.at(-1)) }
    },
    totalCount: () => loaders.counts.load(question),
  }
}
