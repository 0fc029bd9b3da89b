/**
 * A cursor is valid for the connection, parent, filter and order that gave it. Every other cursor is the client's
 * mistake.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { type GraphQLAnswer, startGateway, type TestGateway } from '../../support/harness.ts'
import { tiedCampus } from '../../support/tiedCampus.ts'

let gateway: TestGateway

beforeAll(async () => {
  gateway = await startGateway({ prepare: (url) => tiedCampus().insert(url) })
})

afterAll(() => gateway.stop())

const near = 'near: { latitude: 6.67, longitude: -1.57 }'
const ofBuilding = (id: number, field: string) =>
  `node(id: "${encodeGlobalId('Building', id)}") { ... on Building { ${field} } }`
const ofSpace = (id: number, field: string) =>
  `node(id: "${encodeGlobalId('Space', id)}") { ... on Space { ${field} } }`
const page =
  (field: string, args = '') =>
  (cursor: string) =>
    `${field}(${args} ${cursor}) { edges { cursor } }`

/** Each with other keys, filters or parents than the rest */
const lists: Record<string, (cursor: string) => string> = {
  buildings: page('buildings'),
  'spaces by name': page('spaces'),
  'spaces by name, backwards': page('spaces', 'orderBy: { field: NAME, direction: DESC }'),
  'spaces by capacity': page('spaces', 'orderBy: { field: CAPACITY }'),
  'spaces by distance': page('spaces', `orderBy: { field: DISTANCE }, ${near}`),
  'spaces by distance from elsewhere': page('spaces', `orderBy: { field: DISTANCE }, ${near.replace('6.67', '6.68')}`),
  'spaces with a filter': page('spaces', 'filter: { kind: CLASSROOM }'),
  freeSpaces: page('freeSpaces', 'startsAt: "2031-01-01T00:00:00Z", endsAt: "2031-01-02T00:00:00Z"'),
  bookings: page('bookings'),
  'bookings with a filter': page('bookings', 'filter: { kinds: [EXAM] }'),
  classSessions: page('classSessions'),
  courses: page('courses'),
  search: page('search', 'query: "LT"'),
  'spaces of a building': (cursor) => ofBuilding(1, page('spaces')(cursor)),
  'spaces of another building': (cursor) => ofBuilding(2, page('spaces')(cursor)),
  'ratings of a building': (cursor) => ofBuilding(1, page('ratings')(cursor)),
  'ratings of a room': (cursor) => ofSpace(1, page('ratings')(cursor)),
  'bookings of a room': (cursor) => ofSpace(1, page('bookings')(cursor)),
  'classes of a room': (cursor) => ofSpace(1, page('classSessions')(cursor)),
}
const names = Object.keys(lists)

const operation = (name: string, cursor: string) => `{ ${lists[name]?.(cursor)} }`

async function cursorOf(name: string): Promise<string> {
  const data = await gateway.data(operation(name, 'first: 1'))
  return (data.node ?? data)[Object.keys(data.node ?? data)[0] ?? ''].edges[0].cursor
}

const codesOf = ({ errors = [] }: GraphQLAnswer) => [...new Set(errors.map(({ extensions }) => extensions.code))]

describe('a cursor', () => {
  test.each(names)('of one list is refused by every other: %s', async (own) => {
    const cursor = await cursorOf(own)
    for (const name of names) {
      for (const argument of ['after', 'before']) {
        const answer = await gateway.execute(operation(name, `first: 1, ${argument}: "${cursor}"`))
        expect(codesOf(answer), `${argument} in ${name}`).toEqual(name === own ? [] : ['BAD_CURSOR'])
      }
    }
  })

  test.each(['', ' ', 'nonsense', 'W10', 'bnVsbA', 'e30', 'WyJhIl0', '💥', 'x'.repeat(10_000)])(
    'that is none is refused: %j',
    async (cursor) => {
      const answer = await gateway.execute(operation('bookings', `first: 1, after: ${JSON.stringify(cursor)}`))
      expect(codesOf(answer)).toEqual(['BAD_CURSOR'])
    },
  )

  test('is good whether an argument that says nothing is sent or left out', async () => {
    const cursor = await cursorOf('buildings')
    const same = 'filter: {}, orderBy: null'
    await gateway.data(`{ buildings(${same}, after: "${cursor}", last: null, before: null) { nodes { id } } }`)
  })
})

/** JSON, since some of them are more than JavaScript can hold */
const awkward = [
  ...['null', 'true', '[]', '{}', '1', '1.5', '-1', '2147483648', '-2147483649', '1e308', '1e400', '9007199254740993'],
  ...['""', '"1"', '"x"', '"\\u0000"', '"\\ud800"', '"NaN"', '"infinity"', '"now"', '"null"', '"{1,2}"', '"MONDAY"'],
  ...['"2026-02-30T00:00:00Z"', '"-infinity"', '"24:00:01"', '"08:00:00"', '"300000-01-01"', `"${'9'.repeat(1000)}"`],
]

describe('a cursor that a client made up', () => {
  test.each(names)('is a mistake of the client, never a failure of ours: %s', async (name) => {
    const [binding, ...values]: unknown[] = JSON.parse(Buffer.from(await cursorOf(name), 'base64url').toString())
    const written = values.flatMap((_, changed) =>
      awkward.map((json) => [binding, ...values].map((value, i) => (i === changed + 1 ? json : JSON.stringify(value)))),
    )
    for (const parts of [...written, [JSON.stringify(binding)], [...values, 1].map((value) => JSON.stringify(value))]) {
      const cursor = Buffer.from(`[${parts}]`).toString('base64url')
      const answer = await gateway.execute(operation(name, `first: 1, after: "${cursor}"`))
      expect([[], ['BAD_CURSOR'], ['BAD_USER_INPUT']], `${parts}`).toContainEqual(codesOf(answer))
    }
  })

  test.each(['classSessions', 'bookings'])('does not spoil what others of the same request ask: %s', async (name) => {
    const cursor = await cursorOf(name)
    const [binding, , ...rest]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    const written = Buffer.from(JSON.stringify([binding, 'NOTHING', ...rest])).toString('base64url')
    const entries = [written, cursor].map((after) => ({ query: operation(name, `first: 1, after: "${after}"`) }))
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(entries) })
    const [bad, good] = (await response.json()) as [GraphQLAnswer, GraphQLAnswer]
    expect(codesOf(bad)).toEqual(['BAD_USER_INPUT'])
    expect(codesOf(good)).toEqual([])
    expect(good.data[name].edges).toHaveLength(1)
  })
})
