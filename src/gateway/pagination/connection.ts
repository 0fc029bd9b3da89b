/**
 * A Relay connection that asks the database only for selected fields: the page if items or `pageInfo` are selected, the
 * count if `totalCount` is. Its members are functions, which GraphQL calls when it comes to them.
 */

import type { Sql } from '../database/sql.ts'
import type { Loader } from '../loaders/batched.ts'
import type { Pending } from '../loaders/pending.ts'
import type { LoaderDefinition, LoaderScope } from '../loaders/scope.ts'
import type { TagMap } from '../tags/tagMap.ts'
import type { Viewer } from '../types.ts'
import { type CountKey, countByParent } from './countByParent.ts'
import { cursorBinding, decodeCursor, encodeCursor, type KeyValue } from './cursor.ts'
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

/** @public in the generated types */
export interface Edge<Row> {
  cursor(): string
  node: Row
}

/** @public in the generated types */
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

/** The root has one list, so its parent needs no id. */
export const root = 0

/**
 * @param name binds cursors: no two connections share one
 * @param parent the column of the source that holds the parent, for a nested connection
 */
export const bindConnections =
  <Tag extends string, Of extends Viewer>(tags: TagMap<Tag>) =>
  <Row extends object, Args extends object>(
    name: string,
    given: Source<Args, Tag, Of>,
    parent?: Sql,
  ): LoaderDefinition<ConnectionLoader<Row, Args>> => {
    // The application found the viewer of the request, so the viewer is never of another kind.
    const source = given as unknown as Source<Args>
    const record = recordList(tags, name)
    const pages = pageByParent(record, parent)
    const counts = countByParent(record, parent)
    return (scope) => {
      const [sharedPages, sharedCounts] = [pages(scope), counts(scope)]
      const listOf = lists(name, source, scope)
      return (meter) => {
        // Rows are what the source selects, as with every loader's columns.
        const loaders = { pages: sharedPages(meter) as Loader<PageKey, Rows<Row>>, counts: sharedCounts(meter) }
        return {
          of(id, args) {
            const list = listOf(args)
            if (list.asksViewer) meter.recorder?.viewer()
            return new OpenConnection<Row>(list, id, loaders)
          },
        }
      }
    }
  }

/** The question that each parent is asked */
interface AskedList extends Question {
  name: string
  window: PageWindow
  /** Equal for lists whose pages one statement can read */
  shape: string
}

/** All parents of a list ask with one object of arguments, which is read once. */
function lists<Args extends object>(name: string, source: Source<Args>, { viewer }: LoaderScope) {
  const known = new WeakMap<object, AskedList>()
  return (args: Args & PageArguments): AskedList => {
    const asked = known.get(args) ?? { ...readArguments(args, source, viewer), name }
    known.set(args, asked)
    return asked
  }
}

function readArguments<Args extends object>(
  { first, after, last, before, ...own }: Args & PageArguments,
  source: Source<Args>,
  viewer: () => Viewer,
): Omit<AskedList, 'name'> {
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

/** A class, because there is one for each row of the list above: its methods are made once. */
class OpenConnection<Row extends object> implements Connection<Row> {
  readonly #list: AskedList
  readonly #parent: number
  readonly #loaders: PageLoaders<Row>
  readonly #after: KeyValue[] | undefined
  readonly #before: KeyValue[] | undefined
  #binding: string | undefined
  #page: Pending<Rows<Row>> | undefined

  constructor(list: AskedList, parent: number, loaders: PageLoaders<Row>) {
    this.#list = list
    this.#parent = parent
    this.#loaders = loaders
    this.#after = this.#placeOf(list.window.after)
    this.#before = this.#placeOf(list.window.before)
  }

  edges(): Pending<Edge<Row>[]> {
    return this.#rows().map(({ rows }) => rows.map((node) => ({ node, cursor: () => this.#cursorOf(node) })))
  }

  nodes(): Pending<Row[]> {
    return this.#rows().map(rowsOf)
  }

  pageInfo(): Pending<PageInfo> {
    const cursorAt = (row: Row | undefined) => (row === undefined ? null : this.#cursorOf(row))
    return this.#rows().map(({ rows, hasNextPage, hasPreviousPage }) => ({
      hasNextPage,
      hasPreviousPage,
      startCursor: () => cursorAt(rows[0]),
      endCursor: () => cursorAt(rows.at(-1)),
    }))
  }

  totalCount(): Pending<number> {
    const { arguments: args, selection } = this.#list
    return this.#loaders.counts.load({ parent: this.#parent, arguments: args, selection })
  }

  #rows(): Pending<Rows<Row>> {
    if (this.#page !== undefined) return this.#page
    const { shape, selection, window } = this.#list
    const { size, backward } = window
    const [parent, after, before] = [this.#parent, this.#after, this.#before]
    this.#page = this.#loaders.pages.load({ parent, shape, selection, size, backward, after, before })
    return this.#page
  }

  #bound(): string {
    this.#binding ??= cursorBinding(this.#list.name, this.#parent, this.#list.arguments)
    return this.#binding
  }

  #placeOf(cursor: string | undefined): KeyValue[] | undefined {
    return cursor === undefined ? undefined : decodeCursor(cursor, this.#bound(), this.#list.selection.orderBy)
  }

  #cursorOf(row: Row): string {
    return encodeCursor(this.#bound(), this.#list.selection.orderBy, row)
  }
}

const rowsOf = <Row>({ rows }: Rows<Row>): Row[] => rows
