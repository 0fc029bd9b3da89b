/** However much is wrong with an operation, its answer stays small: few errors, and little of what was sent. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCampusRows } from '../../support/campusRows.ts'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'

let gateway: HttpGateway
beforeAll(async () => {
  const campus = createCampusRows()
  const building = campus.building()
  for (let room = 0; room < 100; room++) campus.space(building)
  gateway = await startHttpGateway({ prepare: campus.insert })
})
afterAll(() => gateway.stop())

describe('errors', () => {
  test('of execution are 50 at most, with their number, each time', async () => {
    const interval = '(from: "2030-01-02T00:00:00Z", to: "2030-01-01T00:00:00Z")'
    const query = `{ spaces(first: 100) { nodes { a: isFree${interval} b: isFree${interval} name } } }`
    for (let time = 0; time < 2; time++) {
      const { graphql } = await gateway.post({ query })
      expect(graphql.errors).toHaveLength(50)
      expect(graphql.extensions).toMatchObject({ errorCount: 200 })
      expect(graphql.errors?.[0]).toMatchObject({
        path: ['spaces', 'nodes', 0, 'a'],
        extensions: { code: 'BAD_USER_INPUT' },
      })
      expect(graphql.data.spaces.nodes[99]).toMatchObject({ a: null, b: null })
    }
  })

  test('that are few have no number', async () => {
    const { graphql } = await gateway.post({ query: '{ a: node(id: "x") { id } }' })
    expect(graphql.errors).toHaveLength(1)
    expect(graphql.extensions).not.toHaveProperty('errorCount')
  })

  test('of validation and of variables are 50 at most', async () => {
    const wrong = Array.from({ length: 90 }, (_, n) => `wrong${n}`).join(' ')
    const invalid = (await gateway.post({ query: `{ ${wrong} }` })).graphql
    expect(invalid.errors).toHaveLength(50)
    expect(invalid.extensions).toMatchObject({ errorCount: 90 })
    const ids = Array.from({ length: 90 }, () => ({}))
    const query = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }'
    expect((await gateway.post({ query, variables: { ids } })).graphql.errors).toHaveLength(50)
  })
})

describe('a message echoes at most 100 characters of what was sent', () => {
  const long = 'Q'.repeat(5000)
  const list = `[${Array(900).fill('QQQQ').join(' ')}]`
  const texts = Array.from({ length: 20 }, () => 'Q'.repeat(90))

  test.each<[string, object]>([
    ['a field', { query: `{ ${long} }` }],
    ['an argument', { query: `{ terms(${long}: 1) { id } }` }],
    ['a type', { query: `{ ... on ${long} { id } }` }],
    ['a fragment', { query: `{ ...${long} }` }],
    ['a variable', { query: `{ node(id: $${long}) { id } }` }],
    ['a directive', { query: `{ terms @${long} { id } }` }],
    ['an operation that is there twice', { query: `query ${long} { __typename } query ${long} { __typename }` }],
    ['an operation that is not there', { query: '{ __typename }', operationName: long }],
    ['a token', { query: `{ a "${long}" }` }],
    ['a text in place of a number', { query: `{ spaces(first: "${long}") { totalCount } }` }],
    ['a number that is too long', { query: `{ spaces(first: ${'7'.repeat(3000)}) { totalCount } }` }],
    ['a list in place of a number', { query: `{ spaces(first: ${list}) { totalCount } }` }],
    ['a value of an enum', { query: `{ spaces(filter: { kind: ${long} }) { totalCount } }` }],
    ['a list in place of an enum', { query: `{ spaces(filter: { kind: ${list} }) { totalCount } }` }],
    ['a field of an input', { query: `{ spaces(filter: { ${long}: 1 }) { totalCount } }` }],
    ['fields that differ', { query: `{ ${long}: terms { id } ${long}: spaces { totalCount } }` }],
    ...[long, { [long]: long }, texts, { a: texts, b: { c: long } }, [[long, long]]].map((value): [string, object] => [
      `the variable ${JSON.stringify(value).slice(0, 12)}`,
      { query: 'query($filter: SpaceFilter) { spaces(filter: $filter) { totalCount } }', variables: { filter: value } },
    ]),
    [
      'a variable within',
      {
        query: 'query($f: SpaceFilter) { spaces(filter: $f) { totalCount } }',
        variables: { f: { kind: long, minCapacity: texts } },
      },
    ],
    ['a time', { query: `{ bookings(filter: { from: "${long}" }) { totalCount } }` }],
    ['an id', { query: `{ node(id: "${'Q'.repeat(190)}") { id } }` }],
  ])('%s', async (_what, body) => {
    const { graphql } = await gateway.post(body)
    expect(graphql.errors?.length).toBeGreaterThan(0)
    for (const { message } of graphql.errors ?? []) {
      expect(message.replace(/[^Q7]/g, '').length, message).toBeLessThanOrEqual(
        message.includes('conflict') ? 200 : 110,
      )
      expect(message.length, message).toBeLessThan(600)
    }
  })
})
