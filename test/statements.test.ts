/**
 * How many SQL statements a request takes is a matter of its shape: at most one for each level and set of arguments,
 * plus one for each count, whether it touches one row or a thousand.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSchema } from '../src/execution/loadSchema.ts'
import { type Chain, chainOperation, connectionChains, type Step } from './connectionChains.ts'
import { startGateway, type TestGateway } from './harness.ts'
import { wideCampus, width } from './wideCampus.ts'

let gateway: TestGateway

beforeAll(async () => {
  gateway = await startGateway({
    env: { MAX_PAGE_SIZE: String(width), MAX_COST: '1000000000' },
    prepare: (url) => wideCampus().insert(url),
  })
})

afterAll(() => gateway.stop())

/** Nobody is signed in: these are empty for everybody. */
const hidden = ['Booking.bookedBy', 'User.bookings']

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

/** The first connection is as wide as it is told to be; below it few children of each are enough. */
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
