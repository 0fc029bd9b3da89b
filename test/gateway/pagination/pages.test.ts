/**
 * Pages against an oracle: graphql-relay's `connectionFromArray` over the rows that lie beyond the cursors' keys, sorted
 * in JavaScript. A case is one question about one parent, with cursors that were given out before rows came and went.
 */
import fc from 'fast-check'
import { connectionFromArray } from 'graphql-relay'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createReadLanes } from '../../../src/gateway/database/lanes/readLanes.ts'
import type { Reader } from '../../../src/gateway/database/reader.ts'
import { createLoaderScope } from '../../../src/gateway/loaders/scope.ts'
import { type Connection, root } from '../../../src/gateway/pagination/connection.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'
import {
  compareEntries,
  createEntries,
  type Entry,
  entriesByParent,
  entriesOfAll,
  entryArbitrary,
  insertEntries,
  type Order,
  orderArbitrary,
} from '../../support/entries.ts'

let database: TestDatabase
let lanes: Reader
let client: pg.Client

beforeAll(async () => {
  database = await freshDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await createEntries(client)
  lanes = createReadLanes({ connectionString: database.url, lanes: 2, statementTimeoutMs: 30_000 })
})

afterAll(async () => {
  await lanes.close()
  await client.end()
  await database.drop()
})

const parents = [1, 2, 3, 4]

/** Beyond ten, more is read than is shown. */
const size = fc.oneof({ arbitrary: fc.nat(3), weight: 3 }, { arbitrary: fc.integer({ min: 9, max: 14 }), weight: 1 })

const question = fc.record({
  /** The root lists all rows, a parent its own. */
  parent: fc.constantFrom(root, ...parents),
  window: fc.oneof(
    fc.constant({}),
    fc.record({ first: size }),
    fc.record({ last: size }),
    fc.record({ first: fc.constant(null), last: fc.nat(3) }),
  ),
  /** Which of the list's rows gave the cursor, counted around */
  after: fc.option(fc.nat(40), { freq: 2 }),
  before: fc.option(fc.nat(40), { freq: 2 }),
})
type Question = typeof question extends fc.Arbitrary<infer Q> ? Q : never

const scenario = fc.record({
  order: orderArbitrary,
  rows: fc.array(entryArbitrary(parents), { maxLength: 24 }),
  removed: fc.array(fc.nat(23), { maxLength: 8 }),
  added: fc.array(entryArbitrary(parents), { maxLength: 6 }),
  questions: fc.array(question, { minLength: 60, maxLength: 60 }),
})
type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never

test('a page is what connectionFromArray makes of the rows beyond its cursors, whatever came and went in between', async () => {
  let cases = 0
  const property = fc.asyncProperty(scenario, async (given) => {
    const { answers, expected } = await play(given)
    expect(answers).toEqual(expected)
    cases += answers.length
  })
  await fc.assert(property, { seed: 20_261_101, numRuns: 170 })
  expect(cases).toBeGreaterThanOrEqual(10_000)
})

async function play({ order, rows, removed, added, questions }: Scenario) {
  const identified = [...rows, ...added].map((row, id) => ({ ...row, id }))
  const [old, fresh] = [identified.slice(0, rows.length), identified.slice(rows.length)]
  await client.query('delete from entries')
  await insertEntries(client, old)
  const earlier = openLists(order)
  const asked = await Promise.all(questions.map((asking) => withPlaces(asking, earlier(asking.parent, { first: 100 }))))

  await client.query('delete from entries where id = any($1)', [removed])
  await insertEntries(client, fresh)
  const present = [...old.filter(({ id }) => !removed.includes(id)), ...fresh]
  const sorted = present.sort((a, b) => compareEntries(order, a, b))

  const later = openLists(order)
  const answers = asked.map(({ parent, window, after, before }) =>
    answerOf(later(parent, { ...window, after: after?.cursor, before: before?.cursor })),
  )
  const expected = asked.map((asking) =>
    oracle(
      sorted.filter(({ parent }) => asking.parent === root || asking.parent === parent),
      asking,
      (a, b) => compareEntries(order, a, b),
    ),
  )
  return { answers: await Promise.all(answers), expected }
}

/** The lists of one request: all that is asked at once is read together. */
function openLists(order: Order) {
  const scope = createLoaderScope(lanes.read)
  const meter = { statements: 0, milliseconds: 0 }
  const [nested, flat] = [entriesByParent(scope)(meter), entriesOfAll(scope)(meter)]
  return (parent: number, page: object): Connection<Entry> =>
    (parent === root ? flat : nested).of(parent, { order, ...page })
}

interface Place {
  cursor: string
  row: Entry
}

async function withPlaces({ after, before, ...asking }: Question, list: Connection<Entry>) {
  const edges = await list.edges()
  const place = (index: number | null): Place | undefined => {
    const edge = index === null ? undefined : edges[index % edges.length]
    return edge && { cursor: edge.cursor(), row: edge.node }
  }
  return { ...asking, after: place(after), before: place(before) }
}

async function answerOf(connection: Connection<Entry>) {
  const [edges, nodes, info] = await Promise.all([connection.edges(), connection.nodes(), connection.pageInfo()])
  const { hasPreviousPage, hasNextPage } = info
  expect(edges.map(({ node }) => node)).toEqual(nodes)
  expect(info.startCursor()).toBe(edges[0]?.cursor() ?? null)
  expect(info.endCursor()).toBe(edges.at(-1)?.cursor() ?? null)
  return { nodes: nodes.map(withoutMarks), hasPreviousPage, hasNextPage, totalCount: await connection.totalCount() }
}

/** The columns by which a statement says where a row stands do not belong to the row. */
const withoutMarks = (row: Entry) => Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('$')))

interface Asked {
  window: { first?: number | null; last?: number }
  after: Place | undefined
  before: Place | undefined
}

/** A flag is true exactly when a row exists on that side: what connectionFromArray left over, or what a cursor cut off. */
function oracle(sorted: Entry[], { window, after, before }: Asked, compare: (a: Entry, b: Entry) => number) {
  const beforeStart = sorted.filter((row) => after !== undefined && compare(row, after.row) <= 0)
  const afterEnd = sorted.filter((row) => before !== undefined && compare(row, before.row) >= 0)
  const between = sorted.filter((row) => !beforeStart.includes(row) && !afterEnd.includes(row))
  const page = window.last === undefined ? { first: 20, ...window } : window
  const { edges, pageInfo } = connectionFromArray(between, page)
  return {
    nodes: edges.map(({ node }) => node),
    hasPreviousPage: pageInfo.hasPreviousPage || beforeStart.length > 0,
    hasNextPage: pageInfo.hasNextPage || afterEnd.length > 0,
    totalCount: sorted.length,
  }
}
