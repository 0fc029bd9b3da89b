/**
 * What pages, filters and questions cost the database at 20,000 rows and more, in pages of tables and indexes that are
 * looked at: a count that is the same on every machine, as times are not.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'
import { insertDeepCampus } from '../../support/deepCampus.ts'
import { createPlanner, type Planner } from '../../support/plans.ts'

let database: TestDatabase
let planner: Planner

beforeAll(async () => {
  database = await freshDatabase()
  await insertDeepCampus(database.url)
  planner = await createPlanner(database.url)
})

afterAll(async () => {
  await planner.stop()
  await database.drop()
})

interface List {
  name: string
  operation(page: string): string
}

const list = (field: string, args = ''): List => ({
  name: `${field}(${args})`,
  operation: (page) => `{ ${field}(${args} ${page}) { pageInfo { startCursor endCursor } } }`,
})

const listOf = (type: string, field: string, args = ''): List => ({
  name: `${type}.${field}(${args})`,
  operation: (page) =>
    `{ node(id: "${encodeGlobalId(type, 1)}") { ... on ${type} { ${field}(${args} ${page}) { pageInfo { startCursor endCursor } } } } }`,
})

const ordered = (field: string, direction: string) => `orderBy: { field: ${field}, direction: ${direction} }`
const directions = ['ASC', 'DESC']
const near = 'near: { latitude: 6.67, longitude: -1.57 }'
const interval = 'startsAt: "2031-02-01T00:00:00Z", endsAt: "2031-02-01T03:00:00Z"'

async function cursors(list: List, page: string): Promise<{ start: string; end: string }> {
  const data = await planner.data(list.operation(page))
  const [connection] = Object.values<{ pageInfo: { startCursor: string; endCursor: string } }>(data.node ?? data)
  const { startCursor: start = '', endCursor: end = '' } = connection?.pageInfo ?? {}
  return { start, end }
}

/** The pages around a cursor near the start of the list, near its end, and between two of them. */
async function windows(list: List): Promise<{ shallow: string[]; deep: string[] }> {
  const [first, last] = [await cursors(list, 'first: 10'), await cursors(list, 'last: 10')]
  const around = ({ start, end }: { start: string; end: string }) => [
    `first: 10, after: "${start}"`,
    `last: 10, before: "${end}"`,
    `first: 100, after: "${start}", before: "${end}"`,
    `last: 100, after: "${start}", before: "${end}"`,
  ]
  return { shallow: ['first: 10', ...around(first)], deep: ['last: 10', ...around(last)] }
}

async function costOf(list: List, pages: string[]): Promise<number[]> {
  const costs: number[] = []
  for (const page of pages) {
    for (const { buffers, readWhole } of await planner.plansOf(list.operation(page))) {
      expect(readWhole, page).toEqual([])
      costs.push(buffers)
    }
  }
  return costs
}

describe('a page costs the same at the start of 20,000 rows and at their end', () => {
  const lists = [
    ...directions.map((direction) => list('buildings', ordered('NAME', direction))),
    ...['NAME', 'CAPACITY'].flatMap((field) =>
      directions.flatMap((direction) => [
        list('spaces', ordered(field, direction)),
        listOf('Building', 'spaces', ordered(field, direction)),
      ]),
    ),
    list('freeSpaces', interval),
    ...['bookings', 'classSessions', 'courses'].map((field) => list(field)),
    ...['bookings', 'classSessions', 'ratings'].map((field) => listOf('Space', field)),
    listOf('Building', 'ratings'),
    listOf('Course', 'classSessions'),
    listOf('Term', 'classSessions'),
    listOf('User', 'ratings'),
  ]

  test.each(lists)('$name', async (list) => {
    const { shallow, deep } = await windows(list)
    expect(Math.max(...(await costOf(list, shallow)))).toBeLessThan(maxBuffers)
    expect(Math.max(...(await costOf(list, deep)))).toBeLessThan(maxBuffers)
  })

  /** A few seeks of three pages each, and the page's rows; the tables have hundreds of pages. */
  const maxBuffers = 80
})

describe('where every row has to be looked at, none is looked at twice for a page', () => {
  const lists = [
    ...directions.map((direction) => list('spaces', `${ordered('DISTANCE', direction)}, ${near}`)),
    list('freeSpaces', `${interval}, ${near}`),
  ]

  test.each(lists)('$name', async (list) => {
    const { shallow, deep } = await windows(list)
    for (const page of [...shallow, ...deep]) {
      for (const { readWhole } of await planner.plansOf(list.operation(page))) expect(readWhole).toEqual(['spaces'])
    }
  })

  test('search', async () => {
    const found = list('search', 'query: "Auditorium"')
    const [first] = await planner.plansOf(found.operation('first: 10'))
    const { end } = await cursors(found, 'first: 10')
    const [second] = await planner.plansOf(found.operation(`first: 10, after: "${end}"`))
    expect(second?.buffers).toBeLessThanOrEqual((first?.buffers ?? 0) * 1.1)
    expect(second?.readWhole).toEqual([])
  })
})

const id = (type: string, row: number) => `"${encodeGlobalId(type, row)}"`
const day = 'from: "2031-03-01T00:00:00Z", to: "2031-03-02T00:00:00Z"'

describe('an index serves the filter', () => {
  test.each([
    ...[
      'kind: OFFICE',
      `building: ${id('Building', 5)}`,
      'minCapacity: 490',
      'equipment: ["telescope"]',
      'floor: 3',
    ].map((filter) => ['spaces', filter]),
    ...['nameContains: "m 1234"', 'equipment: ["none"]', 'floor: 99'].map((filter) => ['spaces', filter]),
    ...['kind: STOREY', 'nameContains: "g 1234"'].map((filter) => ['buildings', filter]),
    ...['kinds: [EXAM]', 'kinds: [EXAM, EVENT]', 'statuses: [CANCELLED]', 'statuses: [PENDING, CANCELLED]', day].map(
      (filter) => ['bookings', filter],
    ),
    ...[`space: ${id('Space', 2)}`, `space: ${id('Space', 1)}, ${day}`, `kinds: [EVENT], ${day}`].map((filter) => [
      'bookings',
      filter,
    ]),
    ...['course', 'space'].map((field) => [
      'classSessions',
      `${field}: ${id(field === 'space' ? 'Space' : 'Course', 7)}`,
    ]),
    ...['weekday: SUNDAY', 'department: "Department 7"', 'department: "Department 7", yearGroup: 2'].map((filter) => [
      'classSessions',
      filter,
    ]),
    ...['code: "crs77"', 'titleContains: "se 1234"', 'department: "Department 7"'].map((filter) => ['courses', filter]),
  ])('%s(filter: { %s })', async (field, filter) => {
    const operation = `{ ${field}(filter: { ${filter} }, first: 10) { totalCount nodes { id } } }`
    for (const plan of await planner.plansOf(operation)) {
      expect(plan.readWhole).toEqual([])
      expect(plan.buffers).toBeLessThan(1200)
    }
  })
})

describe('whether a room is free, and how long', () => {
  const questions = [
    'isFree(from: "2033-02-01T00:00:00Z", to: "2033-02-01T03:00:00Z")',
    'freeUntil(at: "2033-02-01T00:00:00Z")',
    'bookings(filter: { from: "2033-02-01T00:00:00Z" }, first: 1) { nodes { id } }',
  ]

  test.each(questions)('is a few pages a room: %s', async (question) => {
    const [, , ...plans] = await planner.plansOf(`{ spaces(first: 100) { nodes { ${question} } } }`)
    for (const { buffers } of plans) expect(buffers).toBeLessThan(100 * 10)
  })

  test.each(questions)('is a few pages also of a room with 20,000 bookings: %s', async (question) => {
    const plans = await planner.plansOf(`{ node(id: ${id('Space', 1)}) { ... on Space { ${question} } } }`)
    for (const { buffers } of plans) expect(buffers).toBeLessThan(20)
  })

  test('never reads all bookings to find the free rooms', async () => {
    for (const { readWhole } of await planner.plansOf(`{ freeSpaces(${interval}) { totalCount nodes { id } } }`)) {
      expect(readWhole).not.toContain('bookings')
    }
  })
})
