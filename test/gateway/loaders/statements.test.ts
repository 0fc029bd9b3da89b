/**
 * How many SQL statements a request takes is a matter of its shape: at most one for each level and set of arguments,
 * plus one for each count, whether it touches one row or a thousand.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRegisteredOperations } from '../../../src/gateway/operations/registeredOperations.ts'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { readSchema } from '../../../src/gateway/schema/loadSchema.ts'
import { type Chain, chainOperation, connectionChains, type Step } from '../../support/connectionChains.ts'
import { type GraphQLAnswer, startGateway, type TestGateway } from '../../support/harness.ts'
import { wideCampus, width } from '../../support/wideCampus.ts'

let gateway: TestGateway

beforeAll(async () => {
  gateway = await startGateway({
    env: { MAX_PAGE_SIZE: String(width), MAX_COST: '1000000000' },
    prepare: (url) => wideCampus().insert(url),
  })
})

afterAll(() => gateway.stop())

/** The client is not signed in, so these are always empty. */
const hidden = ['Booking.bookedBy', 'User.bookings', 'Query.users', 'Query.viewer', 'Query.auditTrail']

const chains = connectionChains(readSchema(), 3, hidden).filter(isPossible)

/** What is rated at a building is that building. */
function isPossible({ steps }: Chain): boolean {
  return steps.every(({ type, field, to }, i) => {
    const over = steps[i - 1]?.type
    return `${type}.${field}` !== 'Rating.subject' || over === 'User' || over === to
  })
}

describe('connections nested three deep', () => {
  test('the schema has many', () => {
    expect(chains.length).toBeGreaterThan(100)
  })

  test('take at most one statement for each level, at width 10 as at width 1', async () => {
    for (const chain of chains) {
      const taken = await statementsOf(chain, 1)
      expect(taken, chain.name).toBeLessThanOrEqual(levels(chain))
      expect(await statementsOf(chain, 10), chain.name).toBe(taken)
    }
  })

  test('take as many at width 1,000', async () => {
    for (const chain of chains.filter(newPairs())) {
      expect(await statementsOf(chain, width), chain.name).toBe(await statementsOf(chain, 1))
    }
  })

  test('take at most one more for each count, and none for edges and pageInfo', async () => {
    const everything = 'totalCount edges { cursor } pageInfo { hasNextPage startCursor }'
    for (const chain of chains) {
      const taken = await statementsOf(chain, 1, everything)
      expect(taken, chain.name).toBeLessThanOrEqual(levels(chain) + 3)
      expect(await statementsOf(chain, 10, everything), chain.name).toBe(taken)
    }
  })
})

/** Chains in which a step follows another for the first time: wide answers are large, and these meet every loader. */
function newPairs(): (chain: Chain) => boolean {
  const met = new Set<string>()
  return ({ steps }) => {
    const pairs = steps.map((step, i) => JSON.stringify([steps[i - 1], step]))
    const isNew = pairs.some((pair) => !met.has(pair))
    for (const pair of pairs) met.add(pair)
    return isNew
  }
}

describe('what one request asks twice', () => {
  const list = (args: string, inner = '') => `buildings(${args}) { nodes { id spaces${inner} { nodes { id } } } }`

  test('is read once', async () => {
    await gateway.data(`{ a: ${list('first: 10')} b: ${list('first: 10, filter: {}', '(filter: { kind: null })')} }`)
    expect(gateway.statements()).toBe(2)
  })

  test('is one more statement for each other set of arguments', async () => {
    const [short, long] = ['(first: 1)', '(first: 2)']
    await gateway.data(`{ a: ${list('first: 10', short)} b: ${list('first: 10', long)} }`)
    expect(gateway.statements()).toBe(3)
    await gateway.data(`{ a: ${list('first: 9')} b: ${list('first: 10')} }`)
    expect(gateway.statements()).toBe(3)
  })

  test('is read once for all entries of a batch', async () => {
    const entry = { query: `{ ${list('first: 10')} }` }
    const answers = await postBatch([entry, entry, { query: `{ ${list('first: 10')} terms { id } }` }])
    const taken = answers.map(({ extensions }) => extensions?.sql?.statements)
    expect(taken).toEqual([2, 0, 1])
    expect(answers[1]?.data).toEqual(answers[0]?.data)
  })

  test('is one statement where every parent has a cursor of its own', async () => {
    const aliases = Array.from({ length: 10 }, (_, i) => `b${i}: building(name: "Building ${i + 1}")`)
    const ask = (page: (alias: number) => string) =>
      gateway.data(`{ ${aliases.map((alias, i) => `${alias} { ratings(${page(i)}) { edges { cursor } } }`)} }`)
    const first: Record<string, CursorPage> = await ask(() => 'first: 1')
    const second: Record<string, CursorPage> = await ask((i) => `first: 1, after: "${cursorOf(first[`b${i}`])}"`)
    expect(gateway.statements()).toBe(2)
    const cursors = [...Object.values(first), ...Object.values(second)].map(cursorOf)
    expect(new Set(cursors).size).toBe(20)
  })
})

interface CursorPage {
  ratings: { edges: { cursor: string }[] }
}

const cursorOf = (page: CursorPage | undefined) => page?.ratings.edges[0]?.cursor

async function postBatch(entries: object[]): Promise<GraphQLAnswer[]> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(entries) })
  return (await response.json()) as GraphQLAnswer[]
}

describe('a registered operation takes', () => {
  const [startsAt, endsAt] = ['2031-01-01T00:00:00Z', '2031-01-01T01:00:00Z']
  const [building, room] = [encodeGlobalId('Building', 1), encodeGlobalId('Space', 1)]
  const expected: Record<string, { variables: object; statements: number }> = {
    FindFreeRoom: { variables: { startsAt, endsAt, near: { latitude: 6.67, longitude: -1.57 } }, statements: 6 },
    CampusMap: { variables: {}, statements: 4 },
    BuildingRooms: { variables: { building, now: startsAt, soon: '2040-01-01T00:00:00Z' }, statements: 8 },
    RoomWeek: { variables: { room, from: startsAt, to: '2040-01-01T00:00:00Z' }, statements: 10 },
    Timetable: { variables: { department: 'Physics', yearGroup: 1 }, statements: 9 },
    CourseWeek: { variables: { course: encodeGlobalId('Course', 1) }, statements: 7 },
    Search: { variables: { query: 'Room', kinds: ['CLASSROOM'] }, statements: 4 },
    RoomRatings: { variables: { room }, statements: 6 },
  }

  test.each(readRegisteredOperations().filter(({ name }) => name in expected))(
    'as many statements at every width: $name',
    async ({ name, body }) => {
      const { variables, statements } = expected[name] ?? { variables: {}, statements: 0 }
      const taken: [width: number, statements: number][] = []
      for (const first of [1, 10, width]) {
        const data = await gateway.data(body, { ...variables, first })
        taken.push([maxList(data), gateway.statements()])
      }
      const widths = name === 'RoomWeek' ? [3, 3, 3] : [1, 10, width]
      expect(taken).toEqual(widths.map((items) => [items, statements]))
    },
  )
})

/** The most `nodes` that stand anywhere in the answer */
function maxList(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const own = 'nodes' in value && Array.isArray(value.nodes) ? value.nodes.length : 0
  return Math.max(own, ...Object.values(value).map(maxList))
}

async function statementsOf(chain: Chain, size: number, beside = ''): Promise<number> {
  const operation = chainOperation(chain, { beside, argumentsOf: (step, index) => argumentsOf(step, index, size) })
  const data = await gateway.data(operation)
  for (const items of widths(data, chain.steps)) expect(items, operation).toBeGreaterThan(0)
  return gateway.statements()
}

/** One for each step, and one more where a step leads to rows of another table than it was found in. */
function levels({ steps }: Chain): number {
  const twice = steps.filter(
    ({ field }, i) => field === 'search' || (field === 'subject' && steps[i - 1]?.type === 'User'),
  )
  return steps.length + twice.length
}

const required: Record<string, string> = {
  'Query.building': 'name: "Building 1"',
  'Query.freeSpaces': 'startsAt: "2031-01-01T00:00:00Z", endsAt: "2031-01-01T01:00:00Z"',
}

const searches: Record<string, string> = {
  Building: 'query: "Building", kinds: [BUILDING]',
  Space: 'query: "Room", kinds: [CLASSROOM]',
  Course: 'query: "Course", kinds: [COURSE]',
}

/** The first connection has the width that `size` gives; below it few children of each are enough. */
function argumentsOf({ type, field, to, connection }: Step, index: number, size: number): string {
  const own = field === 'search' ? searches[to] : required[`${type}.${field}`]
  const page = index === 0 ? `first: ${size}` : `last: ${type === 'User' ? 2 : 1}`
  return [own, connection ? page : undefined].filter((part) => part !== undefined).join(', ')
}

/** How many items each step of the answer came to. */
function widths(data: object, steps: Step[]): number[] {
  let items: Record<string, unknown>[] = [{ ...data }]
  return steps.map(({ field }) => {
    items = items.flatMap((item) => itemsOf(item[field]))
    return items.length
  })
}

function itemsOf(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value
  if (typeof value !== 'object' || value === null) return []
  return 'nodes' in value ? itemsOf(value.nodes) : [{ ...value }]
}
