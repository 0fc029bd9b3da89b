/**
 * Pages of children for any number of parents: one LATERAL statement for all parents that ask with equal arguments,
 * also when each brings a cursor of its own.
 */
import { every, join, raw, type Sql, sql } from '../database/sql.ts'
import { batched, type Loader, payer } from '../loaders/batched.ts'
import type { LoaderDefinition } from '../loaders/scope.ts'
import type { KeyValue } from './cursor.ts'
import { anyOf, beyond, beyondOrAt, type Place, type Side } from './keyset.ts'
import { orderClause } from './orderKey.ts'
import type { Selection } from './source.ts'

/** Which page of which parent. Equal `arguments` mean equal selections. */
export interface PageKey {
  parent: number
  arguments: string
  selection: Selection
  size: number
  backward: boolean
  after: KeyValue[] | undefined
  before: KeyValue[] | undefined
}

export interface Rows<Row = object> {
  rows: Row[]
  hasNextPage: boolean
  hasPreviousPage: boolean
}

type RawPage = [ord: number, rows: object[], beforeStart: boolean, afterEnd: boolean]

/** @param parent the column of the selection that holds the parent; without one there is a single parent, 0 */
export function pageByParent(parent?: Sql): LoaderDefinition<Loader<PageKey, Rows>> {
  return batched<PageKey, Rows>({
    identity: (key) => JSON.stringify([key.parent, shape(key), key.after, key.before]),
    statement: shape,
    async fetch(asked, scope) {
      const keys = asked.map(({ key }) => key)
      const pages = await scope.read<RawPage[]>(pageStatement(keys, parent), payer(asked))
      const byOrder = new Map(pages.map((page) => [page[0], page]))
      return keys.map((key, index) => {
        const page = byOrder.get(index + 1)
        return page === undefined ? new Error('The database left out a page.') : trimmed(page, key)
      })
    },
  })
}

/** What makes keys one statement. */
function shape({ arguments: args, size, backward, after, before }: PageKey): string {
  return `${backward ? 'last' : 'first'} ${size} ${after === undefined ? '' : 'after'} ${before === undefined ? '' : 'before'} ${args}`
}

/** One row more than the page was read: it is there to say that the list goes on. */
function trimmed([, rows, beforeStart, afterEnd]: RawPage, { size, backward }: PageKey): Rows {
  const goesOn = rows.length > size
  const kept = rows.slice(0, size)
  if (!backward) return { rows: kept, hasNextPage: goesOn || afterEnd, hasPreviousPage: beforeStart }
  return { rows: kept.reverse(), hasNextPage: afterEnd, hasPreviousPage: goesOn || beforeStart }
}

/** All keys have one shape: only the parents and the cursors' values differ. */
function pageStatement(keys: PageKey[], parent: Sql | undefined): Sql {
  const [{ selection, size, backward, after, before }] = keys as [PageKey]
  const places = {
    after: after === undefined ? undefined : placeOf(selection, 'a'),
    before: before === undefined ? undefined : placeOf(selection, 'b'),
  }
  const arrays = [
    sql`${keys.map((key) => key.parent)}::int4[]`,
    ...(after === undefined
      ? []
      : cursorArrays(
          selection,
          keys.map((key) => key.after ?? []),
        )),
    ...(before === undefined
      ? []
      : cursorArrays(
          selection,
          keys.map((key) => key.before ?? []),
        )),
  ]
  const names = ['parent', ...columnNames(selection, 'a', after), ...columnNames(selection, 'b', before), 'ord']
  const scoped = {
    ...selection,
    where: parent === undefined ? selection.where : [sql`${parent} = p.parent`, ...selection.where],
  }
  return sql`
    select json_agg(json_build_array(
      p.ord,
      (select coalesce(json_agg(r), '[]') from (${windowRows(scoped, places, { size, backward })}) r),
      ${exists(scoped, places.after, 'before')},
      ${exists(scoped, places.before, 'after')}
    ))
    from unnest(${join(arrays)}) with ordinality as ${raw(`p(${names.join(', ')})`)}`
}

interface Places {
  after: Place | undefined
  before: Place | undefined
}

const placeOf = ({ orderBy }: Selection, prefix: string): Place => ({
  keys: orderBy,
  value: (index) => raw(`p.${prefix}${index}`),
})

const columnNames = ({ orderBy }: Selection, prefix: string, cursor: KeyValue[] | undefined): string[] =>
  cursor === undefined ? [] : orderBy.map((_, index) => `${prefix}${index}`)

const cursorArrays = ({ orderBy }: Selection, cursors: KeyValue[][]): Sql[] =>
  orderBy.map(({ type }, index) => sql`${cursors.map((values) => values[index] ?? null)}::${raw(`${type}[]`)}`)

/** The page's rows, and one more, in the direction of reading. */
function windowRows(selection: Selection, { after, before }: Places, window: { size: number; backward: boolean }): Sql {
  const { size, backward } = window
  const [from, to, side]: [Place | undefined, Place | undefined, Side] = backward
    ? [before, after, 'before']
    : [after, before, 'after']
  const bounded = to === undefined ? [] : [anyOf(beyond(to, side === 'after' ? 'before' : 'after'))]
  const order = orderClause(selection.orderBy, backward)
  const branch = (conditions: Sql[]): Sql => sql`
    select ${selection.columns} from ${selection.from}
    where ${every([...selection.where, ...bounded, ...conditions])} order by ${order} limit ${size + 1}`
  const branches = from === undefined ? [[]] : beyond(from, side).map((condition) => [condition])
  if (branches.length === 1) return branch(branches[0] ?? [])
  const merged = join(
    branches.map((conditions) => sql`(${branch(conditions)})`),
    ' union all ',
  )
  return sql`select * from (${merged}) m order by ${order} limit ${size + 1}`
}

/** Whether a row lies at the place or on this side of it; without a place the page begins at the very end of the list. */
function exists(selection: Selection, place: Place | undefined, side: Side): Sql {
  if (place === undefined) return raw('false')
  const probes = beyondOrAt(place, side).map(
    (condition) => sql`exists (select from ${selection.from} where ${every([...selection.where, condition])})`,
  )
  return anyOf(probes)
}
