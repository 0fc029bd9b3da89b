/** An answer that is too large is given up while it is made, and an array has no more room than one operation. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCampusRows } from '../../support/campusRows.ts'
import type { GraphQLAnswer } from '../../support/execute.ts'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

let gateway: HttpGateway
let admin: TestPerson
beforeAll(async () => {
  const campus = createCampusRows()
  const building = campus.building({ name: 'x'.repeat(150) })
  for (let room = 0; room < 100; room++) campus.space(building, { name: `${room} ${'é'.repeat(150)}` })
  const env = { MAX_ANSWER_MB: '1', MAX_COST: '1000000', MAX_VALUES: '1000000', CACHE_MEMORY_MB: '64' }
  gateway = await startHttpGateway({ env, prepare: campus.insert })
  admin = await addPerson(gateway.databaseUrl, 'ADMIN')
})
afterAll(() => gateway.stop())

const aliases = (count: number, field: string) => Array.from({ length: count }, (_, n) => `a${n}: ${field}`).join(' ')
/** 100 rooms with so many names of their building: 16 kB each */
const rooms = (count: number, name = 'Rooms') =>
  `query ${name} { spaces(first: 100) { nodes { building { ${aliases(count, 'name')} } } } }`

const tooLarge = {
  message: expect.stringContaining('An answer may have 1 MB'),
  extensions: { code: 'ANSWER_TOO_LARGE', maxBytes: 2 ** 20 },
}

test('of more than MAX_ANSWER_MB is an error in its place, each time', async () => {
  expect((await gateway.post({ query: rooms(60) })).code).toBeUndefined()
  for (const accept of ['application/json', 'application/graphql-response+json']) {
    const answer = await gateway.post({ query: rooms(80) }, { accept })
    expect(answer.status).toBe(accept === 'application/json' ? 200 : 422)
    expect(answer.graphql).toMatchObject({ errors: [tooLarge] })
    expect(answer.graphql.data).toBeUndefined()
    expect(answer.headers['cache-control']).toBe('no-store')
  }
})

test('is counted in bytes as they are sent', async () => {
  const query = `{ spaces(first: 100) { nodes { ${aliases(50, 'name')} } } }`
  expect((await gateway.post({ query })).graphql).toMatchObject({ errors: [tooLarge] })
})

test('counts the names that clients give to its fields', async () => {
  const query = `{ spaces(first: 100) { nodes { ${'k'.repeat(12_000)}: __typename } } }`
  expect((await gateway.post({ query })).graphql).toMatchObject({ errors: [tooLarge] })
})

test('is given up before deeper levels are read', async () => {
  const deep = `{ spaces(first: 100) { nodes { ${'k'.repeat(12_000)}: building { spaces { nodes { bookings { nodes { id } } } } } } } }`
  const { graphql } = await gateway.post({ query: deep })
  expect(graphql).toMatchObject({ errors: [tooLarge] })
  expect(graphql.extensions?.sql?.statements).toBeLessThanOrEqual(2)
})

test('of an array is that of all its entries, in their order, and the others are answered', async () => {
  const codesOf = async () =>
    (
      (await gateway.post([1, 2, 3, 4].map((n) => ({ query: rooms(25, `Entry${n}`) }))))
        .graphql as unknown as GraphQLAnswer[]
    ).map(({ errors }) => errors?.[0]?.extensions.code)
  const first = await codesOf()
  expect(first.filter((code) => code === 'ANSWER_TOO_LARGE')).toHaveLength(2)
  // From the cache too, where there is one answer for each.
  for (let n = 1; n <= 4; n++)
    for (let time = 0; time < 3; time++) await gateway.post({ query: rooms(25, `Entry${n}`) })
  expect(await codesOf()).toEqual([undefined, undefined, 'ANSWER_TOO_LARGE', 'ANSWER_TOO_LARGE'])
})

test('of a mutation says that it was done', async () => {
  const room = (await gateway.post({ query: '{ spaces(first: 1) { nodes { id } } }' })).graphql.data.spaces.nodes[0].id
  const query = `mutation($room: ID!) { updateSpace(input: { space: $room, floor: 7 }) { space { building {
    spaces(first: 100) { nodes { ${'k'.repeat(12_000)}: name } }
  } } } }`
  const { graphql } = await gateway.post({ query, variables: { room } }, admin.headers)
  expect({ ...graphql, extensions: undefined }).toMatchObject({
    data: null,
    errors: [{ message: expect.stringContaining('was done'), extensions: { code: 'ANSWER_TOO_LARGE' } }],
  })
  const again = await gateway.post({ query: `{ node(id: "${room}") { ... on Space { floor } } }` })
  expect(again.graphql.data.node.floor).toBe(7)
})

test('of an introspection with data beside it is bounded too', async () => {
  const query = `{ __schema { queryType { name } } spaces(first: 100) { nodes { ${aliases(60, 'name')} } } }`
  expect((await gateway.post({ query })).code).toBe('OPERATION_TOO_COSTLY')
  const keys = `{ __schema { queryType { name } } spaces(first: 100) { nodes { ${'k'.repeat(12_000)}: name } } }`
  expect((await gateway.post({ query: keys })).graphql).toMatchObject({ errors: [tooLarge] })
})
