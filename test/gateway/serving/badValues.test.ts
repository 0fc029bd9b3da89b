/** Values that are not times, text that names nothing, and JSON that no client would send. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCampusRows } from '../../support/campusRows.ts'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'

let gateway: HttpGateway
beforeAll(async () => {
  const campus = createCampusRows()
  campus.space(campus.building())
  gateway = await startHttpGateway({ prepare: campus.insert })
})
afterAll(() => gateway.stop())

async function firstError(body: unknown) {
  const { graphql } = await gateway.post(body)
  return graphql.errors?.[0] ?? { message: 'answered', extensions: { code: 'answered' } }
}

describe('a time', () => {
  const asVariable = 'query($from: DateTime) { bookings(filter: { from: $from }) { totalCount } }'
  const asLiteral = (from: string) => `{ bookings(filter: { from: ${JSON.stringify(from)} }) { totalCount } }`

  test.each([
    '2026-02-30T08:00:00Z',
    '2025-02-29T08:00:00Z',
    '2026-13-01T08:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01T08:60:00Z',
    '2026-01-01T08:00:00',
    '2026-01-01 08:00:00Z',
    '2026-01-01',
    '2026-01-01T08:00:00+25:00',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59-23:00',
    '+012026-01-01T00:00:00Z',
    '1767254400',
    'now',
    'infinity',
    '',
    ' 2026-01-01T08:00:00Z',
  ])('%j is bad input, as a literal and as a variable', async (text) => {
    const example = `${JSON.stringify(text)} is not a DateTime; write it like "2026-11-23T08:00:00Z".`
    for (const body of [{ query: asLiteral(text) }, { query: asVariable, variables: { from: text } }]) {
      const error = await firstError(body)
      expect([error.extensions, error.message]).toEqual([{ code: 'BAD_USER_INPUT' }, expect.stringContaining(example)])
    }
  })

  test.for<unknown>([0, 1_767_254_400_000, true, {}, ['2026-01-01'], { valueOf: 1 }])('%j is none', async (from) => {
    const { extensions, message } = await firstError({ query: asVariable, variables: { from } })
    expect([extensions.code, message]).toEqual(['BAD_USER_INPUT', expect.stringContaining('write it like')])
  })

  test('is pointed at where it stands', async () => {
    const { graphql } = await gateway.post({ query: asLiteral('soon') })
    expect(graphql.errors).toMatchObject([{ locations: [{ line: 1, column: 28 }] }])
  })

  test.each([
    [
      'freeSpaces(startsAt: "2026-01-01T10:00:00Z", endsAt: "2026-01-01T09:00:00Z") { totalCount }',
      'endsAt',
      'startsAt',
    ],
    [
      'freeSpaces(startsAt: "2026-01-01T10:00:00Z", endsAt: "2026-01-01T10:00:00Z") { totalCount }',
      'endsAt',
      'startsAt',
    ],
    ['bookings(filter: { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" }) { totalCount }', 'to', 'from'],
    ['spaces { nodes { isFree(from: "2026-01-01T10:00:00+02:00", to: "2026-01-01T08:00:00Z") } }', 'to', 'from'],
  ])('that ends before it starts: { %s }', async (field, later, earlier) => {
    const { extensions, message } = await firstError({ query: `{ ${field} }` })
    expect([extensions.code, message]).toEqual([
      'BAD_USER_INPUT',
      expect.stringContaining(`\`${later}\` must be after \`${earlier}\``),
    ])
  })
})

describe('a text', () => {
  const everywhere = `query($text: String!, $id: ID) {
    building(name: $text) { id }
    search(query: $text) { totalCount }
    spaces(filter: { nameContains: $text, equipment: [$text] }) { totalCount }
    buildings(filter: { nameContains: $text }) { totalCount }
    courses(filter: { code: $text, titleContains: $text, department: $text }) { totalCount }
    classSessions(filter: { department: $text, term: $id }) { totalCount }
  }`

  test.each(['a\0b', '\0', 'a\u0000'])('with a NUL is refused before anything is asked: %j', async (text) => {
    const literal = `{ building(name: ${JSON.stringify(text)}) { id } }`
    const raw = `{ building(name: "${text}") { id } }`
    for (const body of [{ query: everywhere, variables: { text } }, { query: literal }, { query: raw }]) {
      const { graphql } = await gateway.post(body)
      expect(graphql.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
      expect(graphql.errors?.[0]?.message).toContain('U+0000')
      expect(graphql.extensions?.sql?.statements).toBe(0)
    }
  })

  test.each([
    '\uffff',
    '%',
    '_',
    '\\',
    "'; drop table spaces; --",
    '$1',
    '{"a"}',
    'x'.repeat(200),
    '😀'.repeat(50),
    '\r\n\t',
    '',
  ])('like %j is called nothing, and harms nothing', async (text) => {
    const { graphql } = await gateway.post({ query: everywhere, variables: { text } })
    expect(graphql.errors).toBeUndefined()
    expect(graphql.data.building).toBeNull()
  })

  test.each([
    ['\ud800', 'U+D800'],
    ['a\udfffb', 'U+DFFF'],
    ['\u202e', 'U+202E'],
    ['LT\u2066 1', 'U+2066'],
    ['LT\u0007 1', 'U+0007'],
  ])('like %j was garbled on its way, which is said before anything is asked', async (text, found) => {
    const literal = `{ building(name: "${text}") { id } }`
    const escaped = '{ building(name: "LT\\u0007 1") { id } }'
    const item = 'query($texts: [String!]) { spaces(filter: { equipment: $texts }) { totalCount } }'
    for (const body of [
      { query: everywhere, variables: { text } },
      { query: item, variables: { texts: ['Projector', text] } },
      ...(found.startsWith('U+D') ? [] : [{ query: literal }]),
      ...(found === 'U+0007' ? [{ query: escaped }] : []),
    ]) {
      const { graphql } = await gateway.post(body)
      expect([graphql.errors?.[0]?.extensions.code, graphql.errors?.[0]?.message]).toEqual([
        'BAD_USER_INPUT',
        `A text holds the character ${found}, which no name here contains. Leave it out.`,
      ])
      expect(graphql.extensions?.sql?.statements).toBe(0)
    }
  })

  test('is found with white space that was pasted around it', async () => {
    const query = 'query($text: String!) { search(query: $text) { totalCount } }'
    const found = async (text: string) => (await gateway.post({ query, variables: { text } })).graphql.data.search
    expect(await found('Room 1\t\r\n')).toEqual(await found('Room 1'))
  })

  test('of 201 characters is too long to search for', async () => {
    const { extensions, message } = await firstError({ query: everywhere, variables: { text: 'x'.repeat(201) } })
    expect([extensions.code, message]).toEqual(['BAD_USER_INPUT', '`query` may have 200 characters; it has 201.'])
  })

  test('of a megabyte is not read out in the answer', async () => {
    const from = 'x'.repeat(1_000_000)
    const query = 'query($from: DateTime) { bookings(filter: { from: $from }) { totalCount } }'
    const { body } = await gateway.post({ query, variables: { from } })
    expect(body.length).toBeLessThan(1_100_000)
    expect((await gateway.post({ query: query.replace('$from }', `"${from}" }`) })).body.length).toBeLessThan(1000)
  })
})

describe('a number', () => {
  const query = 'query($size: Int, $near: LocationInput) { spaces(first: $size, near: $near) { totalCount } }'

  test.each([2_147_483_648, -2_147_483_649, 1.5, 1e300, '1', true, [1, 2], {}])('%j is not an Int', async (size) => {
    expect((await firstError({ query, variables: { size } })).extensions.code).toBe('BAD_USER_INPUT')
  })

  test.each([
    [91, 0],
    [0, 180.1],
    [-90.5, 0],
    [1e308, 1e308],
  ])('%d, %d is not a place on Earth', async (latitude, longitude) => {
    const { extensions } = await firstError({ query, variables: { near: { latitude, longitude } } })
    expect(extensions.code).toBe('BAD_USER_INPUT')
  })
})

describe('JSON', () => {
  test('may be nested as deeply as it fits where the gateway does not read it', async () => {
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`
    const { status, graphql } = await gateway.post(`{"query":"{ __typename }","variables":${deep},"more":${deep}}`)
    expect([status, graphql.data]).toEqual([200, { __typename: 'Query' }])
  })

  test.each(['DateTime', 'ID', 'Int', 'SpaceKind', 'BookingFilter', '[ID!]!'])(
    'nested without end is refused as %s',
    async (type) => {
      const deep = `${'{"from":'.repeat(20_000)}1${'}'.repeat(20_000)}`
      const query = `query($v: ${type}) { __typename @skip(if: false) ... @include(if: false) { ${using[type]} } }`
      expect((await firstError(`{"query":${JSON.stringify(query)},"variables":{"v":${deep}}}`)).extensions.code).toBe(
        'BAD_USER_INPUT',
      )
    },
  )
  const using: Record<string, string> = {
    DateTime: 'bookings(filter: { from: $v }) { totalCount }',
    ID: 'bookings(filter: { space: $v }) { totalCount }',
    Int: 'bookings(first: $v) { totalCount }',
    SpaceKind: 'spaces(filter: { kind: $v }) { totalCount }',
    BookingFilter: 'bookings(filter: $v) { totalCount }',
    '[ID!]!': 'nodes(ids: $v) { id }',
  }

  test('cannot reach into prototypes', async () => {
    const query =
      'query($name: String!, $filter: BuildingFilter) { building(name: $name) { id } buildings(filter: $filter) { totalCount } }'
    const poison = '{"name":"x","__proto__":{"filter":{"nameContains":"x"}},"constructor":{"prototype":{"admin":true}}}'
    const { graphql } = await gateway.post(`{"query":${JSON.stringify(query)},"variables":${poison}}`)
    expect(graphql.data).toEqual({ building: null, buildings: { totalCount: 1 } })
    expect({}).not.toHaveProperty('admin')
    const { extensions } = await firstError(
      `{"query":${JSON.stringify(query)},"variables":{"name":"x","filter":{"__proto__":{"kind":"BLOCK"}}}}`,
    )
    expect(extensions.code).toBe('BAD_USER_INPUT')
  })
})
