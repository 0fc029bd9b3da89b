/** Arrays of requests: one answer each, in their order, from one set of loaders and one budget. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCampusRows } from '../../support/campusRows.ts'
import type { GraphQLAnswer } from '../../support/harness.ts'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'

let gateway: HttpGateway
beforeAll(async () => {
  const campus = createCampusRows()
  for (let i = 0; i < 3; i++) campus.booking(campus.space(campus.building()))
  gateway = await startHttpGateway({ prepare: campus.insert, env: { MAX_COST: '100', MAX_BATCH_SIZE: '8' } })
})
afterAll(() => gateway.stop())

async function batch(...entries: unknown[]): Promise<GraphQLAnswer[]> {
  const { status, body } = await gateway.post(entries)
  expect(status).toBe(200)
  return JSON.parse(body.toString())
}

const codes = (answers: GraphQLAnswer[]) => answers.map(({ errors }) => errors?.[0]?.extensions.code)

/** Costs one more than its size. */
const spaces = (first: number) => ({ query: `{ spaces(first: ${first}) { nodes { id } } }` })
const rooms = { query: '{ spaces(first: 3) { nodes { building { name } } } }' }
const terms = { query: '{ terms { id } }' }

describe('a batch', () => {
  test('is answered in its order, whatever each entry takes', async () => {
    const aliased = [3, 1, 4, 2].map((n) => ({ query: `{ n${n}: ${n % 2 ? '__typename' : 'terms { id }'} }` }))
    const answers = await batch(...aliased)
    expect(answers.map(({ data }) => Object.keys(data))).toEqual([['n3'], ['n1'], ['n4'], ['n2']])
  })

  test('of one is an array of one', async () => {
    expect(await batch({ query: '{ __typename }' })).toMatchObject([{ data: { __typename: 'Query' } }])
  })

  test('keeps what is wrong with one entry from the others', async () => {
    const answers = await batch(
      terms,
      'no object',
      { query: '{' },
      { query: '{ nothing }' },
      { query: '{ node(id: "x") { id } }' },
      { query: 'query($t: DateTime) { bookings(filter: { from: $t }) { totalCount } }', variables: { t: 'soon' } },
      { documentId: '0'.repeat(64) },
      terms,
    )
    expect(codes(answers)).toEqual([
      undefined,
      'BAD_USER_INPUT',
      'GRAPHQL_PARSE_FAILED',
      'GRAPHQL_VALIDATION_FAILED',
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
      'PERSISTED_QUERY_NOT_FOUND',
      undefined,
    ])
    expect([answers[0]?.data, answers[7]?.data]).toEqual([{ terms: [] }, { terms: [] }])
  })

  test('keeps a string that no database can hold from the statement that answers another entry', async () => {
    const query = 'query($name: String!) { building(name: $name) { name } }'
    const named = (name: string) => ({ query, variables: { name } })
    const literal = { query: '{ building(name: "Building\\u00001") { name } }' }
    const answers = await batch(named('Building 1'), named('Building\0 1'), literal, named('Building 2'))
    expect(codes(answers)).toEqual([undefined, 'BAD_USER_INPUT', 'BAD_USER_INPUT', undefined])
    expect(answers.at(-1)?.data).toEqual({ building: { name: 'Building 2' } })
    expect(answers.map(({ extensions }) => extensions?.sql?.statements)).toEqual([1, 0, 0, 0])
  })

  test('is answered in the media type that was asked for', async () => {
    const { headers, status } = await gateway.post([terms], { accept: 'application/graphql-response+json' })
    expect([status, headers['content-type']]).toEqual([200, 'application/graphql-response+json; charset=utf-8'])
  })
})

describe('the entries of a batch share their loaders', () => {
  test('equal questions are one statement, on the account of who asked first', async () => {
    const answers = await batch(rooms, rooms, rooms)
    expect(answers[2]?.data).toEqual(answers[0]?.data)
    expect(answers.map(({ extensions }) => extensions?.sql?.statements)).toEqual([2, 0, 0])
  })

  test('keys of one kind from different entries are one statement', async () => {
    const byId = (id: number) => ({
      query: 'query($id: ID!) { node(id: $id) { ... on Building { name } } }',
      variables: { id: Buffer.from(`Building:${id}`).toString('base64url') },
    })
    const answers = await batch(byId(1), byId(2), byId(3))
    expect(answers.map(({ data }) => data.node.name)).toEqual(['Building 1', 'Building 2', 'Building 3'])
    expect(answers.map(({ extensions }) => extensions?.sql?.statements)).toEqual([1, 0, 0])
  })

  test('the header sums up', async () => {
    const { headers } = await gateway.post([rooms, terms])
    expect(headers['server-timing']).toContain('"3 statements"')
  })
})

describe('the cost of a batch', () => {
  test('is summed over its entries in order: what no longer fits is refused, what is smaller still fits', async () => {
    const answers = await batch(spaces(59), spaces(39), spaces(59), spaces(1), terms)
    const tooCostly = 'OPERATION_TOO_COSTLY'
    // 60 of 100; 40 of 40; then nothing is left.
    expect(codes(answers)).toEqual([undefined, undefined, tooCostly, tooCostly, tooCostly])
    expect(answers[2]?.errors?.[0]?.message).toBe(
      'The operation may read 60 objects; a request may read 100 of which the operations before it left 0. Ask for smaller pages, fewer levels or fewer fields.',
    )
    expect(codes(await batch(spaces(59), spaces(40), spaces(38)))).toEqual([undefined, tooCostly, undefined])
  })

  test('is not spent by what is refused for another reason', async () => {
    const wrong = { query: '{ spaces(first: 90) { nodes { id nothing } } }' }
    expect(codes(await batch(wrong, spaces(99)))).toEqual(['GRAPHQL_VALIDATION_FAILED', undefined])
  })

  test('is spent in the order of the entries, even where one fails before those ahead of it are parsed', async () => {
    // The last is parsed already, the first is new at every turn, and those between fail at once.
    await batch(spaces(61))
    for (let i = 0; i < 20; i++) {
      const first = { query: `{ s${i}: spaces(first: 60) { nodes { id } } }` }
      expect(codes(await batch(first, null, [], 1, {}, spaces(61)))).toEqual([
        undefined,
        ...Array(4).fill('BAD_USER_INPUT'),
        'OPERATION_TOO_COSTLY',
      ])
    }
  })

  test('is refused without a statement', async () => {
    const answers = await batch(spaces(100))
    expect(answers[0]).toMatchObject({ errors: [{ extensions: { cost: 101, maxCost: 100 } }] })
    expect(answers[0]?.extensions?.sql?.statements).toBe(0)
  })
})

describe('abuse', () => {
  test('an empty array', async () => {
    const answer = await gateway.post([])
    expect([answer.status, answer.code]).toEqual([400, 'BAD_USER_INPUT'])
    expect(answer.graphql.errors?.[0]?.message).toBe('An array of requests must have at least one.')
  })

  test('one entry too many refuses all of them', async () => {
    expect(await batch(...Array(8).fill(terms))).toHaveLength(8)
    const answer = await gateway.post(Array(9).fill(terms))
    expect([answer.status, answer.code]).toEqual([400, 'BATCH_TOO_LARGE'])
    expect(answer.graphql.errors?.[0]?.message).toBe('A batch holds at most 8 requests; this one has 9.')
  })

  test('arrays within arrays are no batches', async () => {
    const { status, body } = await gateway.post(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    expect([status, codes(JSON.parse(body.toString()))]).toEqual([200, ['BAD_USER_INPUT']])
    expect(codes(await batch([terms], terms))).toEqual(['BAD_USER_INPUT', undefined])
  })
})
