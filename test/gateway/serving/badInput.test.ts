/** Every kind of bad input: its code, a message that says what to do, and nothing of ours. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createCampusRows } from '../../support/campusRows.ts'
import { type HttpAnswer, type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'

let gateway: HttpGateway
beforeAll(async () => {
  const campus = createCampusRows()
  const building = campus.building()
  campus.booking(campus.space(building))
  campus.space(building)
  gateway = await startHttpGateway({ prepare: campus.insert })
})
afterAll(() => gateway.stop())

let answers: HttpAnswer[] = []
beforeEach(() => {
  answers = []
})
/** Whatever was wrong with it, it was not our fault, and nothing of ours shows. */
afterEach(() => {
  for (const { body } of answers) {
    expect(body.toString()).not.toMatch(
      /node_modules|\.ts:\d|\\n +at |stack|select .* from|pg_|relation|syntax error at/,
    )
  }
  expect(gateway.logged().filter(({ level }) => Number(level) >= 50)).toEqual([])
})

async function refusal(body: unknown): Promise<[code: string | undefined, message: string | undefined]> {
  const answer = await gateway.post(body)
  answers.push(answer)
  const [error] = answer.graphql.errors ?? []
  return [error?.extensions.code, error?.message]
}

const id = (type: string, number: number | string) => Buffer.from(`${type}:${number}`).toString('base64url')

describe('a request', () => {
  test.each([
    ['that is not JSON', '{"query"', 'The body must be JSON.'],
    ['of nothing', '', 'The body must be JSON.'],
    ['with a comma too many', '{"query":"{ __typename }",}', 'The body must be JSON.'],
    ['that is a number', '7', 'must be a JSON object, such as { "query": "{ terms { name } }" }.'],
    ['that is null', 'null', 'must be a JSON object'],
    ['that is a string', '"{ __typename }"', 'must be a JSON object'],
    ['whose variables are a list', { query: '{ __typename }', variables: [] }, '`variables` must be an object.'],
    ['whose variables are text', { query: '{ __typename }', variables: '{}' }, '`variables` must be an object.'],
    [
      'whose operation has a number for a name',
      { query: '{ __typename }', operationName: 1 },
      '`operationName` must be',
    ],
    ['whose operation is hidden in its prototype', '{"__proto__":{"query":"{ __typename }"}}', 'Send the text'],
    [
      'whose operation is nowhere',
      { query: 'query A { __typename }', operationName: 'B' },
      'Unknown operation named "B"',
    ],
    ['of two operations, naming none', { query: 'query A { __typename } query B { __typename }' }, 'operation name'],
    ['of fragments alone', { query: 'fragment F on Query { __typename }' }, ''],
  ])('%s', async (_what, body, message) => {
    const [code, said] = await refusal(body)
    expect(code).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/)
    expect(said).toContain(message)
  })

  test.each(['query', 'variables', 'extensions', 'operationName', 'documentId'])(
    'that has %s twice in its URL',
    async (name) => {
      const answer = await gateway.send({ path: `/graphql?query={__typename}&${name}={}&${name}={}` })
      expect([answer.status, answer.code]).toEqual([400, 'BAD_USER_INPUT'])
      expect(answer.graphql.errors?.[0]?.message).toContain('stands more than once in the URL.')
    },
  )

  test.each([
    ['variables={', '`variables` in the URL must be JSON.'],
    ['variables=[]', '`variables` must be an object.'],
    ['variables=7', '`variables` must be an object.'],
    ['extensions={"a":', '`extensions` in the URL must be JSON.'],
    ['extensions="a"', '`extensions` must be an object.'],
  ])('with ?%s', async (parameter, message) => {
    const answer = await gateway.send({ path: `/graphql?query={__typename}&${encodeURI(parameter)}` })
    expect([answer.status, answer.code, answer.graphql.errors?.[0]?.message]).toEqual([400, 'BAD_USER_INPUT', message])
  })
})

describe('a document', () => {
  test.each([
    ['{ spaces { nodes { nme } } }', 'GRAPHQL_VALIDATION_FAILED', 'Did you mean "name"'],
    ['{ spaces(limit: 1) { totalCount } }', 'GRAPHQL_VALIDATION_FAILED', 'Unknown argument "limit"'],
    ['{ spaces(filter: { size: 1 }) { totalCount } }', 'GRAPHQL_VALIDATION_FAILED', '"size" is not defined'],
    ['{ spaces(filter: { kind: CASTLE }) { totalCount } }', 'GRAPHQL_VALIDATION_FAILED', 'CASTLE'],
    ['{ spaces }', 'GRAPHQL_VALIDATION_FAILED', 'must have a selection'],
    ['{ spaces { totalCount { x } } }', 'GRAPHQL_VALIDATION_FAILED', 'must not have a selection'],
    ['{ spaces(first: 2147483648) { totalCount } }', 'GRAPHQL_VALIDATION_FAILED', 'non 32-bit signed integer'],
    ['query($a: Int) { spaces(first: $b) { totalCount } }', 'GRAPHQL_VALIDATION_FAILED', '"$b" is not defined'],
    ['mutation { bookEverything }', 'GRAPHQL_VALIDATION_FAILED', 'Cannot query field "bookEverything"'],
    ['subscription { __typename }', 'GRAPHQL_VALIDATION_FAILED', 'There are no subscriptions here.'],
    ['{ spaces( }', 'GRAPHQL_PARSE_FAILED', 'Syntax Error: Expected Name'],
    ['{ building(name: "unended }', 'GRAPHQL_PARSE_FAILED', 'Unterminated string'],
    ['type Query { a: Int }', 'GRAPHQL_VALIDATION_FAILED', 'not executable'],
  ])('%s', async (query, code, message) => {
    expect(await refusal({ query })).toEqual([code, expect.stringContaining(message)])
  })
})

describe('a page', () => {
  test.each([
    ['first: 1, last: 1', 'BAD_USER_INPUT', 'Give `first` or `last`, not both.'],
    ['first: -1', 'BAD_USER_INPUT', '`first` must not be negative; it is -1.'],
    ['last: -2147483648', 'BAD_USER_INPUT', '`last` must not be negative'],
    ['first: 101', 'PAGE_SIZE_EXCEEDED', '`first` is 101; a page holds at most 100.'],
    ['last: 2147483647', 'PAGE_SIZE_EXCEEDED', '`last` is 2147483647'],
    ['after: ""', 'BAD_CURSOR', 'Start again without `after` and `before`.'],
    ['after: "nonsense"', 'BAD_CURSOR', 'This cursor is not one of this connection'],
    ['before: "\\ud800"', 'GRAPHQL_PARSE_FAILED', 'Invalid Unicode escape sequence'],
    [`after: "${Buffer.from('["__proto__"]').toString('base64url')}"`, 'BAD_CURSOR', 'This cursor is not one of'],
  ])('of %s', async (args, code, message) => {
    for (const query of [
      `{ spaces(${args}) { totalCount nodes { id } } }`,
      `{ node(id: "${id('Building', 1)}") { ... on Building { spaces(${args}) { nodes { id } } } } }`,
    ]) {
      expect(await refusal({ query })).toEqual([code, expect.stringContaining(message)])
    }
  })

  test('after a cursor of another connection, order or filter', async () => {
    const { graphql } = await gateway.post({ query: '{ spaces(first: 1) { pageInfo { endCursor } } }' })
    const cursor = graphql.data.spaces.pageInfo.endCursor
    const after = [
      `buildings(after: "${cursor}")`,
      `spaces(after: "${cursor}", filter: { kind: OFFICE })`,
      `spaces(after: "${cursor}", orderBy: { field: CAPACITY })`,
    ]
    for (const field of after) {
      expect(await refusal({ query: `{ ${field} { nodes { id } } }` })).toEqual(['BAD_CURSOR', expect.anything()])
    }
  })
})

describe('an id', () => {
  test.each([
    ['nonsense', 'is not an id'],
    [id('Space', 0), 'is not an id'],
    [id('Space', -1), 'is not an id'],
    [id('Space', 2_147_483_648), 'is not an id'],
    [id('Space', '1; drop table spaces'), 'is not an id'],
    [`${id('Space', 1)}=`, 'is not an id'],
    [id('constructor', 1), 'is not an id'],
    ['x'.repeat(200), 'is not an id'],
    ['x'.repeat(10_000), '`filter.space` may have 200 characters; it has 10000.'],
    ['a\0b', 'U+0000'],
    [id('Building', 1), 'This is the id of a Building, where the id of a Space is asked for.'],
  ])('%s where a room is asked for', async (space, message) => {
    const query = 'query($space: ID!) { bookings(filter: { space: $space }) { totalCount } }'
    const [code, said] = await refusal({ query, variables: { space } })
    expect([code, said]).toEqual(['BAD_USER_INPUT', expect.stringContaining(message)])
    expect(said?.length).toBeLessThan(200)
  })

  test.each([id('Nothing', 1), id('Query', 1), 'nonsense'])('%s of no type that has ids', async (value) => {
    expect((await refusal({ query: 'query($id: ID!) { node(id: $id) { id } }', variables: { id: value } }))[0]).toBe(
      'BAD_USER_INPUT',
    )
  })

  test('of what is not there is null, and no error', async () => {
    const query = `query($ids: [ID!]!) { node(id: "${id('Space', 99)}") { id } nodes(ids: $ids) { id } }`
    const { graphql } = await gateway.post({ query, variables: { ids: [id('Course', 9), id('Space', 1)] } })
    expect(graphql.errors).toBeUndefined()
    expect(graphql.data).toEqual({ node: null, nodes: [null, { id: id('Space', 1) }] })
  })
})
