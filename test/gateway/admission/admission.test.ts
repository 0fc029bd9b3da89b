/** Which operations may run at all: the gateway decides before it asks the database anything. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCampusRows } from '../../support/campusRows.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'

let database: TestDatabase
let gateway: HttpGateway
let shallow: HttpGateway
let frugal: HttpGateway
beforeAll(async () => {
  database = await freshDatabase()
  const campus = createCampusRows()
  campus.space(campus.building())
  await campus.insert(database.url)
  const start = (env: Record<string, string>) => startHttpGateway({ databaseUrl: database.url, env })
  gateway = await start({})
  shallow = await start({ MAX_DEPTH: '3' })
  frugal = await start({ MAX_COST: '30', MAX_PAGE_SIZE: '5' })
})
afterAll(async () => {
  await Promise.all([gateway, shallow, frugal].map((one) => one.stop()))
  await database.drop()
})

async function refusal(at: HttpGateway, query: string, variables?: object) {
  const { graphql } = await at.post({ query, variables })
  expect(graphql.data).toBeUndefined()
  expect(graphql.extensions?.sql?.statements).toBe(0)
  return graphql.errors?.[0]
}

const code = async (at: HttpGateway, query: string, variables?: object) =>
  (await at.post({ query, variables })).code ?? 'answered'

/** Nested so that the innermost field stands `depth` levels below the root. */
function nestedTo(depth: number): string {
  const levels = Array.from({ length: depth - 1 }, (_, i) => ['nodes', 'building', 'spaces(first: 1)'][i % 3])
  return `{ spaces(first: 1) { ${levels.map((level) => `${level} {`).join(' ')} __typename ${'} '.repeat(depth)} }`
}

describe('depth', () => {
  test('is at most MAX_DEPTH levels below the root', async () => {
    expect(await code(gateway, nestedTo(12))).toBe('answered')
    expect(await refusal(gateway, nestedTo(13))).toEqual({
      message: 'The operation is nested more than 12 levels deep. Ask for less at once.',
      extensions: { code: 'OPERATION_TOO_DEEP' },
    })
    expect(await code(shallow, nestedTo(3))).toBe('answered')
    expect(await code(shallow, nestedTo(4))).toBe('OPERATION_TOO_DEEP')
  })

  test('is reported even for an operation that is too costly as well', async () => {
    expect(await code(gateway, nestedTo(13).replaceAll('first: 1', 'first: 100'))).toBe('OPERATION_TOO_DEEP')
  })

  test('is that of the operation with its fragments in place', async () => {
    const named = (type: string) => `{ spaces(first: 1) { ...Page } }
      fragment Page on SpaceConnection { nodes { ...Room } }
      fragment Room on ${type} { ... on Space { building { name } } }`
    expect(await code(shallow, named('Space'))).toBe('answered')
    expect(await code(shallow, named('Node').replace('name', 'location { latitude }'))).toBe('OPERATION_TOO_DEEP')
  })

  test('counts the operation that runs, not another one of its text', async () => {
    const query = `query Deep ${nestedTo(4)} query Flat { __typename }`
    const send = (operationName: string) => shallow.post({ query, operationName })
    expect([(await send('Flat')).code, (await send('Deep')).code]).toEqual([undefined, 'OPERATION_TOO_DEEP'])
  })

  test('exempts introspection', async () => {
    const levels = 'ofType { '.repeat(9)
    const query = `{ __schema { types { fields { type { ${levels} name ${'} '.repeat(9)} } } } } }`
    expect(await code(shallow, query)).toBe('answered')
  })
})

describe('cost', () => {
  test('is at most MAX_COST', async () => {
    expect(
      await code(gateway, '{ spaces(first: 100) { nodes { bookings(first: 98) { nodes { space { id } } } } } }'),
    ).toBe('answered')
    const query = '{ spaces(first: 100) { nodes { bookings(first: 99) { nodes { space { id } } } } } }'
    expect(await refusal(gateway, query)).toEqual({
      message:
        'The operation may read 20001 objects; a request may read 20000. Ask for smaller pages, fewer levels or fewer fields.',
      extensions: { code: 'OPERATION_TOO_COSTLY', cost: 20_001, maxCost: 20_000 },
    })
  })

  test.each([
    ['a literal', '{ spaces(first: 5) { nodes { building { name } } } }', 'answered'],
    ['no size at all', '{ spaces { nodes { building { name } } } }', 'OPERATION_TOO_COSTLY'],
    ['null', '{ spaces(first: null) { nodes { building { name } } } }', 'OPERATION_TOO_COSTLY'],
    ['nothing', '{ spaces(first: 0) { nodes { building { ratings { nodes { id } } } } } }', 'answered'],
    ['aliases', '{ a: spaces { nodes { id } } b: spaces(first: 5) { nodes { id } } }', 'answered'],
    ['more aliases', '{ a: spaces { nodes { id } } b: spaces { nodes { id } } }', 'OPERATION_TOO_COSTLY'],
    ['edges', '{ spaces(first: 5) { edges { node { building { name } } } } }', 'answered'],
    ['a list without a size', '{ terms { breaks { name } } }', 'OPERATION_TOO_COSTLY'],
    ['what is left out', '{ spaces @skip(if: true) { nodes { ratings { nodes { id } } } } }', 'answered'],
    ['introspection', '{ __schema { types { fields { args { name type { name } } } } } }', 'answered'],
  ])('of a page of %s', async (_what, query, expected) => {
    expect(await code(frugal, query)).toBe(expected)
  })

  test('of a variable is that of its value, its default, or 20', async () => {
    const query = 'query($n: Int = 5) { spaces(first: $n) { nodes { building { name } } } }'
    expect(await code(frugal, query)).toBe('answered')
    expect(await code(frugal, query, { n: 4 })).toBe('answered')
    expect(await code(frugal, query, { n: null })).toBe('OPERATION_TOO_COSTLY')
    expect(await code(frugal, query.replace(' = 5', ''))).toBe('OPERATION_TOO_COSTLY')
  })

  test('is not left to what @skip says of another variable', async () => {
    const query = 'query($off: Boolean!) { spaces @skip(if: $off) { nodes { building { name } } } }'
    expect(await code(frugal, query, { off: true })).toBe('answered')
    expect(await code(frugal, query, { off: false })).toBe('OPERATION_TOO_COSTLY')
  })
})

describe('abuse', () => {
  test('fragments that spread each other twice', async () => {
    const bomb = Array.from({ length: 60 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(' ')
    const error = await refusal(gateway, `{ ...F0 } ${bomb} fragment F60 on Query { terms { name } }`)
    expect(error?.extensions.code).toBe('OPERATION_TOO_COSTLY')
  })

  test('fragments that spread each other in a circle', async () => {
    const error = await refusal(gateway, '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }')
    expect(error?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
  })

  test('a document of more than 5,000 tokens', async () => {
    const error = await refusal(gateway, `{ ${'__typename '.repeat(5000)} }`)
    expect(error?.extensions.code).toBe('GRAPHQL_PARSE_FAILED')
    expect(error?.message).toContain('5000 tokens')
  })

  test('thousands of fields of one name', async () => {
    const error = await refusal(gateway, `{ ${'terms { name } '.repeat(1200)} }`)
    expect(error?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
    expect(error?.message).toBe('The operation names the same fields too many times. Ask for less at once.')
  })

  test.each([
    ['fields', '{ a '.repeat(2000) + '}'.repeat(2000)],
    ['lists', `{ nodes(ids: ${'['.repeat(2000)}${']'.repeat(2000)}) { id } }`],
  ])('nested %s without end', async (_what, query) => {
    const error = await refusal(gateway, query)
    expect(error?.extensions.code).toBe('OPERATION_TOO_DEEP')
  })

  test('more ids than a page has', async () => {
    const error = await refusal(frugal, 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: Array(6).fill('x') })
    expect(error).toEqual({
      message: '`ids` are 6; at most 5 can be asked for at once.',
      extensions: { code: 'PAGE_SIZE_EXCEEDED' },
    })
  })

  test('a variable of 100,000 wrong values is refused for the first fifty', async () => {
    const ids = Array.from({ length: 100_000 }, () => ({}))
    const { graphql } = await gateway.post({
      query: 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      variables: { ids },
    })
    expect(graphql.errors).toHaveLength(50)
    expect(new Set(graphql.errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['BAD_USER_INPUT']))
  })

  test('introspection that multiplies itself', async () => {
    const query = `{ __schema { types ${'{ fields { type '.repeat(5)} { name } ${'} } '.repeat(5)} } }`
    expect((await refusal(gateway, query))?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
  })
})
