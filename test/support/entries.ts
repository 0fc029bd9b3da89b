/**
 * A table that exists for the general tools alone: one column of each type that an order can have, nullable or not, and
 * random rows of few values, so that ties and nulls are many. JavaScript sorts them here as PostgreSQL should.
 */
import fc from 'fast-check'
import type pg from 'pg'
import { columnsOf } from '../../src/gateway/database/columns.ts'
import { column, raw } from '../../src/gateway/database/sql.ts'
import type { Table } from '../../src/gateway/database/table.ts'
import { bindConnections } from '../../src/gateway/pagination/connection.ts'
import { type Direction, orderBy } from '../../src/gateway/pagination/orderKey.ts'
import type { Selection } from '../../src/gateway/pagination/source.ts'
import { TagMap } from '../../src/gateway/tags/tagMap.ts'
import type { Viewer } from '../../src/gateway/types.ts'
import type { Weekday } from '../../src/generated/tables.ts'

export interface Entry {
  id: number
  parent: number
  number: number | null
  /** JSON has no infinite numbers: PostgreSQL writes them as text. */
  ratio: number | 'Infinity' | '-Infinity' | null
  name: string
  moment: string | null
  day: Weekday
  flag: boolean | null
}

export const entryTable: Table<Entry> = {
  name: 'entries',
  model: 'Entry',
  columns: {
    id: { name: 'id', type: 'int4', nullable: false },
    parent: { name: 'parent', type: 'int4', nullable: false },
    number: { name: 'number', type: 'int4', nullable: true },
    ratio: { name: 'ratio', type: 'float8', nullable: true },
    name: { name: 'name', type: 'text', nullable: false },
    moment: { name: 'moment', type: 'timestamptz', nullable: true },
    day: { name: 'day', type: 'weekday', nullable: false },
    flag: { name: 'flag', type: 'bool', nullable: true },
  },
}

const connectionLoader = bindConnections<string, Viewer>(new TagMap({ typeNumbers: {}, taggedTables: {} }))

export async function createEntries(client: pg.ClientBase): Promise<void> {
  await client.query(`
    create table entries (
      id int4 primary key, parent int4 not null, number int4, ratio float8, name text collate "C" not null,
      moment timestamptz, day weekday not null, flag bool
    );
    create index on entries (parent)`)
}

export async function insertEntries(client: pg.ClientBase, rows: Entry[]): Promise<void> {
  const insert = 'insert into entries select * from json_populate_recordset(null::entries, $1)'
  await client.query(insert, [JSON.stringify(rows)])
}

export type Order = [field: keyof Entry, direction: Direction][]

export interface EntryArguments {
  order: Order
}

export const entriesByParent = connectionLoader<Entry, EntryArguments>(
  'Parent.entries',
  selectEntries,
  column(entryTable, 'parent'),
)
export const entriesOfAll = connectionLoader<Entry, EntryArguments>('Query.entries', selectEntries)

function selectEntries({ order }: EntryArguments): Selection {
  const keys = order.map(([field, direction]) => orderBy(entryTable, field, direction))
  return { columns: columnsOf(entryTable), from: raw('entries t'), where: [], orderBy: keys }
}

const days: Weekday[] = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY']

/** Few values, the awkward ones among them: the ends of the types, and text that arrays and JSON must quote. */
export const entryArbitrary = (parents: number[]): fc.Arbitrary<Omit<Entry, 'id'>> =>
  fc.record({
    parent: fc.constantFrom(...parents),
    number: fc.constantFrom(null, null, 1, 2, -2_147_483_648, 2_147_483_647),
    ratio: fc.constantFrom<Entry['ratio'][]>(null, 0.3, 0.1 + 0.2, -1e308, 5e-324, 'Infinity', '-Infinity'),
    name: fc.constantFrom('', 'a', 'A', 'é', '\u{fb00}', '😀', 'NULL', '{"\\\',}', '%_'),
    moment: fc.constantFrom(null, '2026-01-01T00:00:00.000001Z', '2026-01-01T00:00:00.000002Z'),
    day: fc.constantFrom<Weekday[]>('MONDAY', 'FRIDAY', 'SUNDAY'),
    flag: fc.constantFrom(null, true, false),
  })

const direction = fc.constantFrom<Direction[]>('ASC', 'DESC')
const ordered: (keyof Entry)[] = ['number', 'ratio', 'name', 'moment', 'day', 'flag']

/** Up to two columns, each in a direction of its own, and the id. */
export const orderArbitrary: fc.Arbitrary<Order> = fc
  .tuple(fc.shuffledSubarray(ordered, { maxLength: 2 }), fc.array(direction, { minLength: 3, maxLength: 3 }))
  .map(([fields, directions]) => [...fields, 'id' as const].map((field, i) => [field, directions[i] ?? 'ASC']))

/** Negative when `a` comes first; nulls come last, both ways. */
export function compareEntries(order: Order, a: Entry, b: Entry): number {
  for (const [field, direction] of order) {
    const [left, right] = [a[field], b[field]]
    if (left === right) continue
    if (left === null) return 1
    if (right === null) return -1
    const difference = Buffer.compare(sortable(field, left), sortable(field, right))
    if (difference !== 0) return direction === 'ASC' ? difference : -difference
  }
  return 0
}

/** Bytes in the order of the values: of text that is the collation "C". */
function sortable(field: keyof Entry, value: NonNullable<Entry[keyof Entry]>): Buffer {
  if (field === 'name' || field === 'moment') return Buffer.from(String(value))
  return sortableNumber(field === 'day' ? days.indexOf(value as Weekday) : Number(value))
}

/** IEEE 754: positive numbers sort as their bits do, negative ones the other way round. */
function sortableNumber(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  if (value < 0) return Buffer.from(bytes.map((byte) => ~byte))
  bytes.writeUInt8(bytes.readUInt8() | 128)
  return bytes
}
