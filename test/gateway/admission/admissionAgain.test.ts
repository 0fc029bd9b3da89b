/** Admission that remembers decides as admission that does not, for any operation and whatever is left of a request. */
import { GraphQLError, type GraphQLSchema, getVariableValues, Kind, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src/campus/seeding/random.ts'
import { type AdmissionLimits, admit, type CostBudget } from '../../../src/gateway/admission/admit.ts'
import { createAdmission } from '../../../src/gateway/admission/createAdmission.ts'
import { readSchema } from '../../../src/gateway/schema/loadSchema.ts'
import { randomOperation } from '../../support/execution/randomOperation.ts'

const schema = readSchema()

function parsed(text: string) {
  const document = parse(text)
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
  if (operation === undefined) throw new Error('No operation.')
  return { schema: schema as GraphQLSchema, document, operation }
}

/** What is left of the request afterwards, or the error. */
function outcome(decide: (budget: CostBudget) => void, remaining: number): unknown {
  const budget = { remaining }
  try {
    decide(budget)
    return budget.remaining
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    return { message: error.message, extensions: error.extensions, left: budget.remaining }
  }
}

interface Asked {
  text: string
  variables: readonly Record<string, unknown>[]
}

/** Each set of variables twice, so that the second is remembered. */
function compare({ text, variables }: Asked, limits: AdmissionLimits): number {
  const candidate = parsed(text)
  const admission = createAdmission(candidate, limits)
  let refused = 0
  for (const given of [...variables, ...variables]) {
    const { coerced } = getVariableValues(schema, candidate.operation.variableDefinitions ?? [], given)
    if (coerced === undefined) throw new Error(`These variables do not fit: ${text}`)
    for (const remaining of [limits.maxCost, Math.floor(limits.maxCost / 3)]) {
      const expected = outcome((budget) => admit({ ...candidate, variables: given }, budget, limits), remaining)
      expect(
        outcome((budget) => admission(coerced, budget), remaining),
        text,
      ).toEqual(expected)
      if (typeof expected === 'object') refused++
    }
  }
  return refused
}

/** The same operation with other values: conditions turned, numbers and lists of other sizes. */
function varied(variables: Record<string, unknown>, number: number): Record<string, unknown> {
  const turn = (value: unknown): unknown => {
    if (typeof value === 'boolean') return number % 2 === 0 ? value : !value
    if (typeof value === 'number') return Number.isInteger(value) ? Math.abs(value) + number * 30 : value
    return Array.isArray(value) ? value.flatMap((item) => Array<unknown>(number).fill(item)) : value
  }
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, turn(value)]))
}

describe.each([
  ['wide limits', { maxDepth: 12, maxCost: 20_000, maxPageSize: 100, maxValues: 200_000 }],
  ['narrow ones', { maxDepth: 3, maxCost: 200, maxPageSize: 20, maxValues: 200_000 }],
])('%s', (_, limits) => {
  test('2,000 random operations are decided as without remembering', () => {
    let refused = 0
    for (let number = 0; number < 2000; number++) {
      const { text, variables } = randomOperation(schema, createRandom('admission', limits.maxCost, number))
      refused += compare({ text, variables: [0, 1, 2, 3].map((turn) => varied(variables, turn)) }, limits)
    }
    expect(refused).toBeGreaterThan(500)
  })
})

test('each size of a page and of a list of ids has a cost of its own', () => {
  const limits = { maxDepth: 12, maxCost: 500, maxPageSize: 100, maxValues: 200_000 }
  const sizes = [null, 0, 1, 7, 20, 99, 100, 101, -1]
  const page = 'query ($n: Int) { buildings(first: $n) { nodes { spaces(last: $n) { nodes { id } } } } }'
  compare({ text: page, variables: [{}, ...sizes.map((n) => ({ n }))] }, limits)
  const ids = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Building { spaces { nodes { id } } } } }'
  compare(
    { text: ids, variables: [[], ['a'], ['b'], ['a', 'b'], Array(101).fill('a')].map((ids) => ({ ids })) },
    limits,
  )
})

test('a string that no text of the database holds is refused each time', () => {
  const limits = { maxDepth: 12, maxCost: 500, maxPageSize: 100, maxValues: 200_000 }
  const text = 'query ($name: String!) { building(name: $name) { id } }'
  expect(compare({ text, variables: [{ name: 'a' }, { name: '\0' }] }, limits)).toBe(4)
})

test('more sizes than are kept are decided all the same', () => {
  const limits = { maxDepth: 12, maxCost: 300, maxPageSize: 1000, maxValues: 200_000 }
  const text = 'query ($n: Int) { buildings(first: $n) { nodes { id } } }'
  compare({ text, variables: Array.from({ length: 450 }, (_, n) => ({ n })) }, limits)
})
