/**
 * The statement behind pages: for each parent the rows of its page and at least one more, and for each cursor whether a
 * row lies on its other side. Every part of it seeks to its place in an index, if there is one for the order.
 */
import type { ColumnNeeds } from '../database/columns.ts'
import { every, join, raw, type Sql, sql } from '../database/sql.ts'
import type { KeyValue } from './cursor.ts'
import { anyOf, beyond, beyondOrAt, opposite, type Place, type Side, upTo } from './keyset.ts'
import { orderClause } from './orderKey.ts'
import type { Selection } from './source.ts'

/** Which page of which parent. Equal shapes mean equal selections. */
export interface PageKey {
  parent: number
  /** What makes keys one statement: equal but for their parents and the values of their cursors */
  shape: string
  selection: Selection
  size: number
  backward: boolean
  after: KeyValue[] | undefined
  before: KeyValue[] | undefined
}

/** A selection whose columns are chosen */
type Selected = Omit<Selection, 'columns'> & { columns: Sql }

interface Page extends Omit<PageKey, 'selection' | Side> {
  selection: Selected
  /** What the statement calls the values of a cursor; undefined where there is none */
  after: ((index: number) => Sql) | undefined
  before: ((index: number) => Sql) | undefined
  /** The cursors for which the operation asks whether rows lie behind them */
  ends: ReadonlySet<Side>
}

/** A row of a page, with its position; in a backward page, rows stand from the end. */
export interface PageRow {
  /** The number of its key, counted from 1; absent if there is only one key */
  $page?: number
  /** Present if there are cursors. A page without rows has one row that says so */
  $beforeStart?: boolean
  $afterEnd?: boolean
  $found?: true | null
}

/**
 * All keys have one shape: only their parents and the values of their cursors differ.
 *
 * @param needs what the operation can use of the rows
 */
export function pageStatement(keys: PageKey[], parent: Sql | undefined, needs?: ColumnNeeds): Sql {
  const [key] = keys as [PageKey]
  return keys.length === 1 ? statementOfOne(key, parent, needs) : statementOfMany(keys, parent, needs)
}

/** The key's values are parameters where they stand. */
function statementOfOne(key: PageKey, parent: Sql | undefined, needs: ColumnNeeds | undefined): Sql {
  const { orderBy } = key.selection
  const valuesOf = (values: KeyValue[] | undefined) =>
    values && ((index: number) => sql`${values[index] ?? null}::${raw(orderBy[index]?.type ?? 'text')}`)
  const ofParent = parent && sql`${parent} = ${key.parent}::int4`
  return readWindow({ ...selected(key, ofParent, needs), after: valuesOf(key.after), before: valuesOf(key.before) })
}

/** The keys' values are rows, so their number does not change the text. */
function statementOfMany(keys: PageKey[], parent: Sql | undefined, needs: ColumnNeeds | undefined): Sql {
  const [key] = keys as [PageKey]
  const { orderBy } = key.selection
  const cursors = (['after', 'before'] as const).filter((cursor) => key[cursor] !== undefined)
  const names = ['parent', ...cursors.flatMap((cursor) => orderBy.map((_, i) => `${cursor}${i}`)), 'ord']
  const arrays = [
    sql`${keys.map((one) => one.parent)}::int4[]`,
    ...cursors.flatMap((cursor) =>
      orderBy.map(({ type }, i) => sql`${keys.map((one) => one[cursor]?.[i] ?? null)}::${raw(`${type}[]`)}`),
    ),
  ]
  const valuesOf = (cursor: Side) => key[cursor] && ((index: number) => raw(`p.${cursor}${index}`))
  const page = selected(key, parent && sql`${parent} = p.parent`, needs)
  return sql`
    select p.ord as "$page", w.*
    from unnest(${join(arrays)}) with ordinality as ${raw(`p(${names.join(', ')})`)}
    cross join lateral (${readWindow({ ...page, after: valuesOf('after'), before: valuesOf('before') })}) w`
}

function selected(key: PageKey, ofParent: Sql | undefined, needs: ColumnNeeds | undefined) {
  const { orderBy, where, columns } = key.selection
  const fields = orderBy.map(({ field }) => field)
  const children = ofParent === undefined ? where : [ofParent, ...where]
  const selection = { ...key.selection, columns: columns.select(needs, fields), where: children }
  return { ...key, selection, ends: askedEnds(key, needs) }
}

function readWindow(page: Page): Sql {
  const isBetween = page.after !== undefined || page.before !== undefined
  if (isBetween && page.selection.orderBy.some(({ computed }) => computed)) return readOnce(page)
  return page.ends.size === 0 ? windowRows(page) : readInPlace(page)
}

/** If the operation does not ask for a flag, the statement looks for nothing to set it. */
function askedEnds({ after, before }: PageKey, needs: ColumnNeeds | undefined): Set<Side> {
  const ends = new Set<Side>()
  if (after !== undefined && needs?.names('PageInfo', 'hasPreviousPage') !== false) ends.add('after')
  if (before !== undefined && needs?.names('PageInfo', 'hasNextPage') !== false) ends.add('before')
  return ends
}

/** If no index has the order, every page needs all rows: they are read once, and not for each part. */
function readOnce(page: Page): Sql {
  const { columns, from, where, orderBy } = page.selection
  const kept: Selected = {
    columns: raw('t.*'),
    from: raw('kept t'),
    where: [],
    orderBy: orderBy.map((key) => ({ ...key, expression: raw(`t."${key.field}"`) })),
  }
  return sql`
    with kept as materialized (select ${columns} from ${from} where ${every(where)})
    ${readInPlace({ ...page, selection: kept })}`
}

/** `offset 0` keeps this subquery apart, so that it runs once. Pulled up, it would run for each row. */
const readInPlace = (page: Page): Sql => sql`
  select ends.*, r.*
  from (
    select ${hasRowsBehind(page, 'after')} as "$beforeStart", ${hasRowsBehind(page, 'before')} as "$afterEnd" offset 0
  ) ends
  left join lateral (select true as "$found", n.* from (${windowRows(page)}) n) r on true`

/** The page's rows, and one more at least, in the direction of reading. */
function windowRows({ selection, size, backward, ...cursors }: Page): Sql {
  const [near, far]: [Side, Side] = backward ? ['before', 'after'] : ['after', 'before']
  const [start, end] = [placeOf(selection, cursors[near]), placeOf(selection, cursors[far])]
  const starts = start === undefined ? [raw('true')] : beyond(start, near)
  const ends = end === undefined ? [raw('true')] : upTo(end, far)
  const window = { reversed: backward, limit: raw(String(roundUp(size) + 1)) }
  const branches = starts.flatMap((start) => ends.map((end) => nearest(selection, [start, end], window)))
  const [only] = branches
  if (only !== undefined && branches.length === 1) return only
  return sql`
    select * from (${join(
      branches.map((branch) => sql`(${branch})`),
      ' union all ',
    )}) m
    order by ${orderClause(selection.orderBy, backward)} limit ${window.limit}`
}

/**
 * Sizes stand in the text itself, because a plan for any size expects a tenth of the table. There are ten for each
 * digit, so that texts stay few: 20 is 20, 25 is 30.
 */
function roundUp(size: number): number {
  const step = 10 ** (String(Math.max(size - 1, 1)).length - 1)
  return Math.ceil(size / step) * step
}

/**
 * Whether a row lies at the cursor or on the side of it that the page is not on. Without a cursor the page begins at
 * the very end of the list. `exists` by itself forgets any order, and may look for the row from the far end of a table.
 */
function hasRowsBehind({ selection, ends, ...cursors }: Page, cursor: Side): Sql {
  const place = ends.has(cursor) ? placeOf(selection, cursors[cursor]) : undefined
  if (place === undefined) return raw('false')
  const side = opposite(cursor)
  const window = { reversed: side === 'before', limit: raw('1') }
  const probes = beyondOrAt(place, side).map(
    (condition) => sql`exists (select from (${nearest(selection, [condition], window)}) n)`,
  )
  return anyOf(probes)
}

function nearest(
  { columns, from, where, orderBy }: Selected,
  conditions: Sql[],
  { reversed, limit }: { reversed: boolean; limit: Sql },
): Sql {
  return sql`
    select ${columns} from ${from} where ${every([...where, ...conditions])}
    order by ${orderClause(orderBy, reversed)} limit ${limit}`
}

const placeOf = ({ orderBy }: Selected, value: Page['after']): Place | undefined => value && { keys: orderBy, value }
