/**
 * A Relay connection that asks the database only for what is selected: the page when items or `pageInfo` are, the
 * count when `totalCount` is. Its members are functions, which GraphQL calls when it comes to them.
 */
import type { Sql } from '../database/sql.ts'
import type { Loader } from '../loaders/batched.ts'
import type { Pending } from '../loaders/pending.ts'
import type { LoaderDefinition, LoaderScope } from '../loaders/scope.ts'
import type { Viewer } from '../viewer.ts'
import { type CountKey, countByParent } from './countByParent.ts'
import { cursorBinding, decodeCursor, encodeCursor } from './cursor.ts'
import { pageByParent, type Rows } from './pageByParent.ts'
import type { PageKey } from './pageStatement.ts'
import { type PageArguments, type PageWindow, pageWindow } from './pageWindow.ts'
import { recordList } from './recordList.ts'
import { createQuestion, type Question, type Source } from './source.ts'

export interface Connection<Row> {
  edges(): Pending<Edge<Row>[]>
  nodes(): Pending<Row[]>
  pageInfo(): Pending<PageInfo>
  totalCount(): Pending<number>
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
  const record = recordList(name)
  const pages = pageByParent(record, parent)
  const counts = countByParent(record, parent)
  return (scope) => {
    const [sharedPages, sharedCounts] = [pages(scope), counts(scope)]
    const questionOf = questions(source, scope)
    return (meter) => {
      // Rows are what the source selects, as with every loader's columns.
      const loaders = { pages: sharedPages(meter) as Loader<PageKey, Rows<Row>>, counts: sharedCounts(meter) }
      return {
        of(id, args) {
          const question = questionOf(args)
          if (question.asksViewer) meter.recorder?.viewer()
          return openConnection<Row>({ ...question, name, parent: id }, loaders)
        },
      }
    }
  }
}

interface AskedList extends Question {
  window: PageWindow
  /** Equal for lists whose pages one statement can read */
  shape: string
}

/** All parents of a list ask with one object of arguments, which is read once. */
function questions<Args extends object>(source: Source<Args>, { viewer }: LoaderScope) {
  const known = new WeakMap<object, AskedList>()
  return (args: Args & PageArguments): AskedList => {
    const asked = known.get(args) ?? readArguments(args, source, viewer)
    known.set(args, asked)
    return asked
  }
}

function readArguments<Args extends object>(
  { first, after, last, before, ...own }: Args & PageArguments,
  source: Source<Args>,
  viewer: () => Viewer,
): AskedList {
  const window = pageWindow({ first, after, last, before })
  // Rest properties of a generic are an Omit of it, which the compiler cannot see is the part that is Args.
  const question = createQuestion(own as unknown as Args, source, viewer)
  const cursors = `${window.after === undefined ? '' : 'after'} ${window.before === undefined ? '' : 'before'}`
  const shape = `${window.backward ? 'last' : 'first'} ${window.size} ${cursors} ${question.arguments}`
  return { ...question, window, shape }
}

interface PageLoaders<Row> {
  pages: Loader<PageKey, Rows<Row>>
  counts: Loader<CountKey, number>
}

interface Opening extends AskedList {
  name: string
  parent: number
}

function openConnection<Row extends object>(opening: Opening, loaders: PageLoaders<Row>): Connection<Row> {
  const { name, parent, shape, selection, window } = opening
  const keys = selection.orderBy
  let bound: string | undefined
  const binding = () => (bound ??= cursorBinding(name, parent, opening.arguments))
  const placeOf = (cursor: string | undefined) =>
    cursor === undefined ? undefined : decodeCursor(cursor, binding(), keys)
  const cursorOf = (row: Row) => encodeCursor(binding(), keys, row)
  const cursorAt = (row: Row | undefined) => (row === undefined ? null : cursorOf(row))
  const { size, backward } = window
  const [after, before] = [placeOf(window.after), placeOf(window.before)]
  let asked: Pending<Rows<Row>> | undefined
  const page = () => (asked ??= loaders.pages.load({ parent, shape, selection, size, backward, after, before }))
  return {
    edges: () => page().map(({ rows }) => rows.map((node) => ({ node, cursor: () => cursorOf(node) }))),
    nodes: () => page().map(({ rows }) => rows),
    pageInfo: () =>
      page().map(({ rows, hasNextPage, hasPreviousPage }) => ({
        hasNextPage,
        hasPreviousPage,
        startCursor: () => cursorAt(rows[0]),
        endCursor: () => cursorAt(rows.at(-1)),
      })),
    totalCount: () => loaders.counts.load({ parent, arguments: opening.arguments, selection }),
  }
}
