/** What a stranger may make the gateway do with one request has a bound, whatever it is that multiplies itself. */
import { getIntrospectionQuery } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCampusRows } from '../../support/campusRows.ts'
import type { GraphQLAnswer } from '../../support/execute.ts'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'

let gateway: HttpGateway
let frugal: HttpGateway
beforeAll(async () => {
  const campus = createCampusRows()
  const building = campus.building()
  for (let room = 0; room < 100; room++) campus.space(building)
  gateway = await startHttpGateway({ prepare: campus.insert })
  frugal = await startHttpGateway({ databaseUrl: gateway.databaseUrl, env: { MAX_VALUES: '200' } })
})
afterAll(async () => {
  await frugal.stop()
  await gateway.stop()
})

const aliases = (count: number, field: string) => Array.from({ length: count }, (_, n) => `a${n}: ${field}`).join(' ')

/** Twice: what comes again goes another way. */
async function refusals(at: HttpGateway, body: object) {
  const found = []
  for (let time = 0; time < 2; time++) {
    const { graphql } = await at.post(body)
    expect(graphql.data).toBeUndefined()
    expect(graphql.extensions?.sql?.statements).toBe(0)
    found.push(graphql.errors?.[0])
  }
  expect(found[0]).toEqual(found[1])
  return found[0]
}

async function code(at: HttpGateway, query: string, variables?: object): Promise<string> {
  const both = [(await at.post({ query, variables })).code, (await at.post({ query, variables })).code]
  return both[0] === both[1] ? (both[0] ?? 'answered') : both.join()
}

describe('introspection', () => {
  test('that tools use to know the whole schema is answered, several times in a request', async () => {
    const whole = getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
    })
    expect((await gateway.post({ query: whole })).graphql.data.__schema.types.length).toBeGreaterThan(50)
    const { graphql } = await gateway.post([{ query: whole }, { query: whole }])
    for (const answer of graphql as unknown as GraphQLAnswer[]) expect(answer.errors).toBeUndefined()
  })

  test('of many aliases below many aliases is refused', async () => {
    const inner = aliases(200, 'name')
    const fields = aliases(100, `fields { type { ...Inner } }`)
    const query = `{ __type(name: "Classroom") { ${fields} } } fragment Inner on __Type { ${inner} }`
    expect(await refusals(gateway, { query })).toMatchObject({
      message: expect.stringContaining('Ask for less of it at once.'),
      extensions: { code: 'OPERATION_TOO_COSTLY' },
    })
    expect(await code(gateway, `{ ${aliases(300, '__schema { types { name kind description } }')} }`)).toBe(
      'OPERATION_TOO_COSTLY',
    )
  })

  test('in many entries of an array is refused from where it is too much', async () => {
    const query = `{ ${aliases(20, '__schema { types { fields { name } } }')} }`
    const { graphql } = await gateway.post(Array.from({ length: 20 }, () => ({ query })))
    const codes = (graphql as unknown as GraphQLAnswer[]).map(({ errors }) => errors?.[0]?.extensions.code)
    expect(codes[0]).toBeUndefined()
    expect(codes.at(-1)).toBe('OPERATION_TOO_COSTLY')
  })
})

describe('values', () => {
  test('are at most MAX_VALUES, whatever the number of objects', async () => {
    const query = (count: number) => `{ spaces(first: 50) { nodes { ${aliases(count, 'name')} } } }`
    expect(await code(frugal, query(4))).toBe('answered')
    expect(await refusals(frugal, { query: query(5) })).toEqual({
      message: 'The operation may answer 250 values; an answer may have 200. Ask for smaller pages or fewer fields.',
      extensions: { code: 'OPERATION_TOO_COSTLY', values: 250, maxValues: 200 },
    })
  })

  test('below two pages of a hundred are refused by default', async () => {
    const bookings = `bookings(first: 100) { nodes { ${aliases(400, 'id')} } }`
    expect(await code(gateway, `{ spaces(first: 100) { nodes { ${bookings} } } }`)).toBe('OPERATION_TOO_COSTLY')
  })
})

describe('selections that a condition leaves out', () => {
  test('are counted before anything walks them', async () => {
    const bomb = Array.from({ length: 40 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(' ')
    const query = `{ __typename ...F0 @include(if: false) } ${bomb} fragment F40 on Query { terms { name } }`
    expect(await code(gateway, query)).toBe('OPERATION_TOO_COSTLY')
  })
})

describe('weights', () => {
  const page = '{ totalCount nodes { __typename } }'

  test.each([
    ['100 searches', aliases(100, 'search(query: "a") { nodes { __typename } }')],
    ['100 counts of all bookings', aliases(100, 'bookings(filter: { from: "2026-01-01T00:00:00Z" }) { totalCount }')],
    [
      '100 questions for free rooms',
      aliases(100, `freeSpaces(startsAt: "2030-01-01T08:00:00Z", endsAt: "2030-01-01T10:00:00Z") ${page}`),
    ],
    ['100 audit trails', aliases(100, `auditTrail(first: 1) ${page}`)],
  ])('%s in an operation are refused', async (_what, fields) => {
    expect(await refusals(gateway, { query: `{ ${fields} }` })).toMatchObject({
      extensions: { code: 'OPERATION_TOO_COSTLY', maxCost: 20_000 },
    })
  })

  test('100 searches in the entries of an array are refused, and 20 ordinary ones are not', async () => {
    const search = (count: number) => ({
      query: `query($q: String!) { ${aliases(count, `search(query: $q, first: 5) ${page}`)} }`,
      variables: { q: 'Room' },
    })
    const codesOf = async (entries: object[]) =>
      ((await gateway.post(entries)).graphql as unknown as GraphQLAnswer[]).map(
        ({ errors }) => errors?.[0]?.extensions.code,
      )
    expect(await codesOf(Array.from({ length: 20 }, () => search(5)))).toContain('OPERATION_TOO_COSTLY')
    expect(new Set(await codesOf(Array.from({ length: 20 }, () => search(1))))).toEqual(new Set([undefined]))
  })
})

describe('texts and lists', () => {
  const filtered = 'query($filter: SpaceFilter) { spaces(filter: $filter) { totalCount } }'

  test.each([
    [
      'a text',
      filtered,
      { filter: { nameContains: 'x'.repeat(201) } },
      '`filter.nameContains` may have 200 characters; it has 201.',
    ],
    [
      'a list',
      filtered,
      { filter: { equipment: Array(101).fill('x') } },
      '`filter.equipment` may have 100 items; it has 101.',
    ],
    [
      'a text of a list',
      'query($e: [String!]) { spaces(filter: { equipment: $e }) { totalCount } }',
      { e: ['x'.repeat(201)] },
      '`filter.equipment` may have 200 characters; it has 201.',
    ],
    [
      'a text in place of a list',
      'query($e: String!) { spaces(filter: { equipment: [$e] }) { totalCount } }',
      { e: 'x'.repeat(201) },
      '`filter.equipment` may have 200 characters; it has 201.',
    ],
    [
      'a literal',
      `{ spaces(filter: { nameContains: "${'x'.repeat(201)}" }) { totalCount } }`,
      {},
      '`filter.nameContains` may have 200 characters; it has 201.',
    ],
    [
      'a default',
      `query($n: String = "${'x'.repeat(201)}") { spaces(filter: { nameContains: $n }) { totalCount } }`,
      {},
      '`filter.nameContains` may have 200 characters; it has 201.',
    ],
    [
      'an id',
      'query($id: ID!) { node(id: $id) { id } }',
      { id: 'x'.repeat(201) },
      '`id` may have 200 characters; it has 201.',
    ],
  ])('%s that is too long is refused, named', async (_what, query, variables, message) => {
    expect(await refusals(gateway, { query, variables })).toEqual({ message, extensions: { code: 'BAD_USER_INPUT' } })
  })

  test('of 200 characters that are two halves each are not too long', async () => {
    expect(await code(gateway, filtered, { filter: { nameContains: '🗝'.repeat(200) } })).toBe('answered')
    expect(await code(gateway, filtered, { filter: { nameContains: '🗝'.repeat(201) } })).toBe('BAD_USER_INPUT')
  })

  test('that are used many times count as often', async () => {
    const query = (count: number) =>
      `query($f: SpaceFilter) { ${aliases(count, 'spaces(filter: $f, first: 1) { nodes { id } }')} }`
    const variables = { f: { equipment: Array(100).fill('x'.repeat(100)) } }
    expect(await code(gateway, query(10), variables)).toBe('answered')
    expect(await refusals(gateway, { query: query(40), variables })).toMatchObject({
      message: expect.stringContaining('each counted as often as it is used'),
      extensions: { code: 'OPERATION_TOO_COSTLY', maxCharacters: 200_000 },
    })
    const spread = `query($f: SpaceFilter) { ${Array.from({ length: 40 }, (_, n) => `x${n}: building(name: "x") { ...P }`).join(' ')} }
      fragment P on Building { spaces(filter: $f, first: 1) { nodes { id } } }`
    expect(await code(gateway, spread, variables)).toBe('OPERATION_TOO_COSTLY')
  })
})
