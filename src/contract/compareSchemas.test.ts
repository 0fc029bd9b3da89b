import { buildSchema, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { compareSchemas } from './compareSchemas.ts'

const compare = (published: string, working: string, operations: Record<string, string> = {}) =>
  compareSchemas(
    buildSchema(published),
    buildSchema(working),
    Object.entries(operations).map(([name, text]) => ({ name, file: `${name}.graphql`, document: parse(text) })),
  )

/** Each change as `severity path`. */
async function verdicts(published: string, working: string): Promise<string[]> {
  const { changes } = await compare(published, working)
  return changes.map(({ severity, path }) => `${severity} ${path}`)
}

describe('a change', () => {
  test.each([
    ['a field that is gone', 'type Query { a: Int b: Int }', 'type Query { a: Int }', 'breaking Query.b'],
    ['a field that may be null now', 'type Query { a: Int! }', 'type Query { a: Int }', 'breaking Query.a'],
    ['a field that is never null now', 'type Query { a: Int }', 'type Query { a: Int! }', 'safe Query.a'],
    ['a new field', 'type Query { a: Int }', 'type Query { a: Int b(c: Int!): Int }', 'safe Query.b'],
    ['a field marked deprecated', 'type Query { a: Int }', 'type Query { a: Int @deprecated }', 'safe Query.a'],
    [
      'a new argument that must be given',
      'type Query { a: Int }',
      'type Query { a(b: Int!): Int }',
      'breaking Query.a(b:)',
    ],
    ['a new argument that need not', 'type Query { a: Int }', 'type Query { a(b: Int): Int }', 'dangerous Query.a(b:)'],
    [
      'another default value',
      'type Query { a(b: Int = 1): Int }',
      'type Query { a(b: Int = 2): Int }',
      'dangerous Query.a(b:)',
    ],
    [
      'a needed default value that is gone',
      'type Query { a(b: Int! = 1): Int }',
      'type Query { a(b: Int!): Int }',
      'breaking Query.a(b:)',
    ],
    [
      'a spare default value that is gone',
      'type Query { a(b: Int = 1): Int }',
      'type Query { a(b: Int): Int }',
      'dangerous Query.a(b:)',
    ],
    ['a new description', 'type Query { a: Int }', 'type Query { "What it is." a: Int }', 'safe Query.a'],
    [
      'mutations for the first time',
      'type Query { a: Int }',
      'type Query { a: Int } type Mutation { b: Int }',
      'safe schema,safe Mutation',
    ],
    [
      'a new directive',
      'type Query { a: Int }',
      '"Why." directive @b(c: Int) on FIELD | QUERY type Query { a: Int }',
      'safe @b',
    ],
    [
      'a directive that may no longer be repeated',
      'directive @b repeatable on FIELD type Query { a: Int }',
      'directive @b on FIELD type Query { a: Int }',
      'breaking @b',
    ],
  ])('%s', async (_what, published, working, expected) => {
    expect((await verdicts(published, working)).join()).toBe(expected)
  })

  const withInput = (fields: string) => `input Filter { ${fields} } type Query { a(filter: Filter): Int }`

  test.each([
    ['a new field that must be given', 'a: Int', 'a: Int b: Int!', 'breaking Filter.b'],
    ['a new field that need not', 'a: Int', 'a: Int "Why." b: Int', 'safe Filter.b'],
    ['a field that is gone', 'a: Int b: Int', 'a: Int', 'breaking Filter.b'],
    ['a needed default value that is gone', 'a: Int! = 1', 'a: Int!', 'breaking Filter.a'],
  ])('of an input type: %s', async (_what, published, working, expected) => {
    expect((await verdicts(withInput(published), withInput(working))).join()).toBe(expected)
  })

  test('of an enum: its values', async () => {
    const withEnum = (values: string) => `enum Kind { ${values} } type Query { a: Kind }`
    expect(await verdicts(withEnum('OLD SAME'), withEnum('SAME NEW'))).toEqual([
      'breaking Kind.OLD',
      'dangerous Kind.NEW',
    ])
  })
})

describe('a new type', () => {
  const published = 'interface Node { id: ID! } interface Space { name: String } type Query { node: Node space: Space }'

  test('is one change, whatever it holds', async () => {
    const added =
      '"A day." type Day { "Its name." name(short: Boolean = true): String @deprecated } enum Part { AM PM }'
    expect(await verdicts(published, `${published} ${added}`)).toEqual(['safe Day', 'safe Part'])
  })

  test('is dangerous behind an interface that clients select', async () => {
    const added = 'type Office implements Space { name: String }'
    expect(await verdicts(published, `${published} ${added}`)).toEqual(['safe Office', 'dangerous Office'])
  })

  test('is not behind Node, where clients ask for what they have met', async () => {
    const added = 'type Term implements Node { id: ID! }'
    expect(await verdicts(published, `${published} ${added}`)).toEqual(['safe Term'])
  })

  test('hides nothing that breaks elsewhere', async () => {
    const added = 'type Spacer { a: Int }'
    expect(
      await verdicts(
        `${published} type Room { a: Int b: Int }`,
        `${published} type Room implements Space { name: String b: Int } ${added}`,
      ),
    ).toEqual(['safe Spacer', 'dangerous Room', 'breaking Room.a', 'safe Room.name'])
  })
})

test('the order of fields, and directives that clients cannot see, are no change', async () => {
  const directive = 'directive @cost(is: Int) on FIELD_DEFINITION'
  expect(
    await verdicts(
      `${directive} type Query { a: Int b: Int }`,
      `${directive} type Query { b: Int @cost(is: 2) a: Int }`,
    ),
  ).toEqual([])
})

describe('a change names the registered operations', () => {
  const published = `
    interface Space { name: String capacity: Int }
    type Room implements Space { name: String capacity: Int }
    input Place { floor: Int } input Filter { place: Place kind: Kind }
    enum Kind { OLD SAME }
    type Query { spaces(filter: Filter, near: String = "A"): [Space] kind: Kind old: Int }`
  const operations = {
    Capacities: '{ spaces { capacity } }',
    Filtered: 'query Filtered($filter: Filter) { spaces(filter: $filter) { name } }',
    Kinds: '{ kind }',
    Near: '{ spaces(near: "B") { ... on Room { name } } }',
  }
  const concerned = async (from: string, to: string) => {
    const { changes } = await compare(published, published.replaceAll(from, to), operations)
    return Object.fromEntries(changes.map(({ path, operations }) => [path, operations]))
  }

  test('that select a field, also where they select it from an interface', async () => {
    expect(await concerned(' capacity: Int', '')).toEqual({
      'Space.capacity': ['Capacities'],
      'Room.capacity': ['Capacities'],
    })
  })

  test('that give an argument which is gone', async () => {
    expect(await concerned(', near: String = "A"', '')).toEqual({ 'Query.spaces(near:)': ['Near'] })
  })

  test('that leave an argument out whose meaning changes, and those that give it', async () => {
    expect(await concerned('"A"', '"C"')).toEqual({ 'Query.spaces(near:)': ['Capacities', 'Filtered', 'Near'] })
  })

  test('that may send or get a value of an input type or enum, however deep', async () => {
    expect(await concerned('floor: Int', 'floor: Int level: Int!')).toEqual({ 'Place.level': ['Filtered'] })
    expect(await concerned('OLD SAME', 'SAME')).toEqual({ 'Kind.OLD': ['Filtered', 'Kinds'] })
  })

  test('that meet a new type behind an interface', async () => {
    const { Office } = await concerned(
      'input Place',
      'type Office implements Space { name: String capacity: Int } input Place',
    )
    expect(Office).toEqual(['Capacities', 'Filtered', 'Near'])
  })

  test('but none for what is safe or not used', async () => {
    expect(await concerned('old: Int', 'new: Int')).toEqual({ 'Query.new': [], 'Query.old': [] })
  })
})

test('a registered operation that the working schema refuses is named with the lines it fails in', async () => {
  const working = 'type Query { b: Int }'
  const report = await compare('type Query { a: Int }', working, { Old: 'query Old {\n  a\n}', New: 'query New { b }' })
  expect(report.operationCount).toBe(2)
  expect(report.brokenOperations).toEqual([
    { name: 'Old', file: 'Old.graphql', errors: ['line 2: Cannot query field "a" on type "Query". Did you mean "b"?'] },
  ])
})
