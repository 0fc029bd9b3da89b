import { buildSchema, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { compareSchemas } from './compareSchemas.ts'
import { printBaseline } from './printBaseline.ts'
import { breaks } from './report.ts'

const query = 'type Query { a(b: Int): Int }'
/** Each change as `severity path`. */
async function compare(published: string, working: string): Promise<string[]> {
  const { changes } = await compareSchemas(buildSchema(published), buildSchema(working), [])
  return changes.map(({ severity, path }) => `${severity} ${path}`)
}

const locations = 'ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | INPUT_OBJECT | ENUM | ENUM_VALUE | SCALAR'

/** A schema with this text after the element at `place`. */
const withUse = (place: string, use: string) => `
  directive @size(max: Int, min: Int) repeatable on ${locations} | OBJECT | FIELD_DEFINITION | SCHEMA | INTERFACE | UNION
  directive @read(way: String = "a") repeatable on ${locations}
  directive @asked(how: Int ${place === '@asked(how:)' ? use : ''}) on FIELD
  schema ${place === 'schema' ? use : ''} { query: Query }
  scalar Name ${place === 'Name' ? use : ''}
  enum Kind ${place === 'Kind' ? use : ''} { A ${place === 'Kind.A' ? use : ''} }
  input Filter ${place === 'Filter' ? use : ''} { named: Name ${place === 'Filter.named' ? use : ''} kind: Kind }
  interface Thing ${place === 'Thing' ? use : ''} { id: ID }
  union Found ${place === 'Found' ? use : ''} = Query
  type Query ${place === 'Query' ? use : ''} {
    a(b: Int ${place === 'Query.a(b:)' ? use : ''}, filter: Filter): Int ${place === 'Query.a' ? use : ''}
    thing: Thing found: Found kind: Kind
  }`

const sent = ['Query.a(b:)', '@asked(how:)', 'Filter.named', 'Filter', 'Kind', 'Kind.A', 'Name']

describe.each(sent)('a use of a directive on what clients send, %s:', (place) => {
  const changes = (from: string, to: string) => compare(withUse(place, from), withUse(place, to))

  test('a limit that is new or tighter endangers what was sent so far', async () => {
    expect(await changes('', '@size(max: 9)')).toEqual([`dangerous ${place}`])
    expect(await changes('@size(max: 9)', '@size(max: 8)')).toEqual([`dangerous ${place}`])
    expect(await changes('@size(min: 1)', '@size(min: 2)')).toEqual([`dangerous ${place}`])
    expect(await changes('@size(min: 1)', '@size(max: 8)')).toEqual([`dangerous ${place}`])
  })

  test('a limit that is wider or gone endangers nothing', async () => {
    expect(await changes('@size(max: 9)', '@size(max: 10)')).toEqual([`safe ${place}`])
    expect(await changes('@size(max: 9, min: 2)', '@size(max: 9)')).toEqual([`safe ${place}`])
    expect(await changes('@size(max: 9)', '')).toEqual([`safe ${place}`])
  })

  test('one of which no more is known may mean anything', async () => {
    for (const [from, to] of [
      ['', '@read'],
      ['@read', ''],
      ['@read', '@read(way: "b")'],
      ['@read(way: "b") @read', '@read(way: "b")'],
    ] as const) {
      expect(await changes(from, to)).toEqual([`dangerous ${place}`])
    }
  })

  test('the same in other words, or in another order, is not a change', async () => {
    expect(await changes('@read', '@read(way: "a")')).toEqual([])
    expect(await changes('@read @size(max: 1, min: 0)', '@size(min: 0, max: 1) @read')).toEqual([])
  })

  test('the published text holds it, so that the next check finds no change', async () => {
    const working = withUse(place, '@size(max: 9) @read')
    expect(await compare(printBaseline(buildSchema(working)), working)).toEqual([])
  })
})

describe('what a use says of what is answered is for the server alone:', () => {
  test.each(['schema', 'Query', 'Query.a', 'Thing', 'Found'])('%s', async (place) => {
    expect(await compare(withUse(place, ''), withUse(place, '@size(max: 1)'))).toEqual([])
    expect(await compare(withUse(place, '@size(max: 1)'), withUse(place, '@size(max: 2)'))).toEqual([])
    expect(printBaseline(buildSchema(withUse(place, '@size(max: 1)')))).not.toContain('@size(max: 1)')
  })
})

test('another default value of a directive counts wherever it is used without a value', async () => {
  const limited = (max: number) =>
    `directive @size(max: Int = ${max}) on ARGUMENT_DEFINITION type Query { a(b: Int @size): Int }`
  expect(await compare(limited(2), limited(1))).toEqual(['safe @size(max:)', 'dangerous Query.a(b:)'])
})

test('a use names the operations that send what it is about', async () => {
  const sending = { name: 'Sending', file: 'Sending.graphql', document: parse('{ a(b: 1) }') }
  const leaving = { name: 'Leaving', file: 'Leaving.graphql', document: parse('{ a }') }
  const schemas = ['', '@size(max: 9)'].map((use) => buildSchema(withUse('Query.a(b:)', use)))
  const [published, working] = schemas
  if (published === undefined || working === undefined) throw new Error('There are two.')
  const { changes } = await compareSchemas(published, working, [sending, leaving])
  expect(changes).toEqual([
    {
      severity: 'dangerous',
      path: 'Query.a(b:)',
      message: '@size(max: 9) was added',
      effect: 'What goes beyond it is refused.',
      operations: ['Sending'],
    },
  ])
})

describe("GraphQL's own directives on what clients send:", () => {
  const input = (rest: string) => `input Filter ${rest} type Query { a(filter: Filter): Int }`
  const scalar = (use: string) => `scalar Name ${use} type Query { a: Int name: Name }`
  test.each([
    ['an argument is deprecated', query, 'type Query { a(b: Int @deprecated): Int }', 'safe Query.a(b:)'],
    ['an argument is no longer', 'type Query { a(b: Int @deprecated): Int }', query, 'safe Query.a(b:)'],
    [
      'for another reason',
      'type Query { a(b: Int @deprecated(reason: "x")): Int }',
      'type Query { a(b: Int @deprecated(reason: "y")): Int }',
      'safe Query.a(b:)',
    ],
    ['an input field is deprecated', input('{ b: Int }'), input('{ b: Int @deprecated }'), 'safe Filter.b'],
    ['a value is deprecated', `enum E { A } ${query}`, `enum E { A @deprecated } ${query}`, 'safe E.A'],
    ['only one field may be sent now', input('{ b: Int }'), input('@oneOf { b: Int }'), 'breaking Filter'],
    ['more than one may be sent now', input('@oneOf { b: Int }'), input('{ b: Int }'), 'safe Filter'],
    ['a scalar says what it is', scalar(''), scalar('@specifiedBy(url: "x")'), 'safe Name'],
    ['a scalar is another', scalar('@specifiedBy(url: "x")'), scalar('@specifiedBy(url: "y")'), 'dangerous Name'],
  ])('%s', async (_what, published, working, expected) => {
    expect(await compare(published, working)).toEqual([expected])
  })
})

test('a change on which the check fails is named with the failure and counts as breaking, the others as ever', async () => {
  // The value is not a number: the schema rules of graphql-js let it pass, and reading it throws.
  const report = await compareSchemas(
    buildSchema(withUse('Query.a(b:)', '@size(max: 9)')),
    buildSchema(withUse('Query.a(b:)', '@size(max: "nine")').replace('thing: Thing', '')),
    [],
  )
  expect(breaks(report)).toBe(true)
  expect(report.changes.map(({ severity, path, message }) => [severity, path, message])).toEqual([
    ['breaking', 'Query.thing', "Field 'thing' was removed from object type 'Query'"],
    [
      'breaking',
      'Query.a(b:)',
      'Its directives (before: @size(max: 9), now: @size(max: "nine")) could not be compared',
    ],
  ])
  expect(report.changes[1]?.effect).toMatch(
    /^The check failed on this change \(Argument "max" has invalid value "nine"\.\), so it counts as breaking\.$/,
  )
})
