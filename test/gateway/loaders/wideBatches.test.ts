/** Keys travel as one array parameter: 50,000 of them are one statement, and each gets its own answer. */
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { byKey, rowsByParent, valueByKey } from '../../../src/campus/loaders.ts'
import { createReadLanes } from '../../../src/gateway/database/lanes/readLanes.ts'
import type { Reader } from '../../../src/gateway/database/reader.ts'
import { sql } from '../../../src/gateway/database/sql.ts'
import { createLoaderScope, type LoaderScope } from '../../../src/gateway/loaders/scope.ts'
import type { ExecutionTrace } from '../../../src/gateway/types.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'
import { createEntries, type Entry, entriesByParent, entryTable } from '../../support/entries.ts'

const width = 50_000
let database: TestDatabase
let lanes: Reader
let scope: LoaderScope
let meter: ExecutionTrace

/** Even parents have two entries, odd ones have one, and the upper half of the keys has none. */
const keys = Array.from({ length: width }, (_, i) => width - i)
const children = (parent: number) => (parent > width / 2 ? [] : parent % 2 ? [parent] : [parent, parent + width])

beforeAll(async () => {
  database = await freshDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await createEntries(client)
  await client.query(`
    insert into entries (id, parent, name, day)
    select id, case when id > ${width} then id - ${width} else id end, 'entry ' || id, 'MONDAY'
    from generate_series(1, ${width * 2}) id where id <= ${width / 2} or id > ${width} and id <= ${width * 1.5} and id % 2 = 0;
    create index on entries (name);
    analyze entries`)
  await client.end()
  lanes = createReadLanes({ connectionString: database.url, lanes: 1, statementTimeoutMs: 60_000 })
})

afterAll(async () => {
  await lanes.close()
  await database.drop()
})

beforeEach(() => {
  scope = createLoaderScope(lanes.read)
  meter = { statements: 0, milliseconds: 0 }
})

test('rows by key', async () => {
  const loader = byKey(entryTable, 'id')(scope)(meter)
  const rows = await Promise.all(keys.map((key) => loader.load(key)))
  expect(rows.map((row) => row?.id ?? null)).toEqual(keys.map((key) => (key > width / 2 ? null : key)))
  expect(meter.statements).toBe(1)
})

test('rows by a key of text', async () => {
  const loader = byKey(entryTable, 'name')(scope)(meter)
  const rows = await Promise.all(keys.map((key) => loader.load(`entry ${key}`)))
  expect(rows.map((row) => row?.id ?? null)).toEqual(keys.map((key) => (key > width / 2 ? null : key)))
  expect(meter.statements).toBe(1)
})

test('values by key', async () => {
  const names = valueByKey<{ id: number; suffix: string }, string | null>(
    { id: 'int4', suffix: 'text' },
    [],
    sql`(select t.name || k.suffix from entries t where t.id = k.id)`,
  )
  const loader = names(scope)(meter)
  const values = await Promise.all(keys.map((id) => loader.load({ id, suffix: `"${id}` })))
  expect(values).toEqual(keys.map((key) => (key > width / 2 ? null : `entry ${key}"${key}`)))
  expect(meter.statements).toBe(1)
})

test('all children by parent', async () => {
  const loader = rowsByParent(entryTable, 'Term.breaks', { parentField: 'parent', orderBy: ['id'] })(scope)(meter)
  const lists = await Promise.all(keys.map((key) => loader.load(key)))
  expect(lists.map(idsOf)).toEqual(keys.map(children))
  expect(meter.statements).toBe(1)
})

test('pages and counts by parent, then the pages after each parent’s own cursor', async () => {
  const loader = entriesByParent(scope)(meter)
  const order = { order: [['id', 'ASC']] as [keyof Entry, 'ASC'][] }
  const lists = keys.map((key) => loader.of(key, { ...order, first: 1 }))
  const pages = await Promise.all(lists.map((list) => list.edges()))
  expect(pages.map((page) => page.map(({ node }) => node.id))).toEqual(keys.map((key) => children(key).slice(0, 1)))
  expect(meter.statements).toBe(1)
  expect(await Promise.all(lists.map((list) => list.totalCount()))).toEqual(keys.map((key) => children(key).length))
  expect(meter.statements).toBe(2)
  const later = keys.flatMap((key, i) => {
    const [edge] = pages[i] ?? []
    return edge === undefined ? [] : [loader.of(key, { ...order, first: 1, after: edge.cursor() })]
  })
  const second = await Promise.all(later.map((list) => list.nodes()))
  expect(second.map(idsOf)).toEqual(keys.filter((key) => key <= width / 2).map((key) => children(key).slice(1)))
  expect(meter.statements).toBe(3)
})

const idsOf = (rows: Entry[]) => rows.map(({ id }) => id)
