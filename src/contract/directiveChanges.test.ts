import { buildSchema, parse, resolveSchemaCoordinate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { compareSchemas } from './compareSchemas.ts'

const query = 'type Query { a(b: Int): Int }'
const operations = {
  Bare: 'query Bare { a @shown }',
  Given: 'query Given { a @shown(c: 1) }',
  Plain: 'query Plain { a }',
}

/** Each change as `severity path`, and the operations that it concerns. */
async function compare(published: string, working: string) {
  const report = await compareSchemas(
    buildSchema(published),
    buildSchema(working),
    Object.entries(operations).map(([name, text]) => ({ name, file: `${name}.graphql`, document: parse(text) })),
  )
  return report.changes.map(({ severity, path, operations: names }) => [`${severity} ${path}`, ...names].join(' '))
}

const shown = (rest: string) => `directive @shown${rest} ${query}`

describe('a directive that operations may carry', () => {
  test.each([
    ['is new', query, shown(' on FIELD'), 'safe @shown'],
    ['is gone', shown(' on FIELD'), query, 'breaking @shown Bare Given'],
    ['is described', shown(' on FIELD'), `"Why." ${shown(' on FIELD')}`, 'safe @shown'],
    ['may be repeated', shown(' on FIELD'), shown(' repeatable on FIELD'), 'safe @shown'],
    ['may not be repeated', shown(' repeatable on FIELD'), shown(' on FIELD'), 'breaking @shown Bare Given'],
    ['has another place', shown(' on FIELD'), shown(' on FIELD | QUERY'), 'safe @shown'],
    ['lost a place', shown(' on FIELD | QUERY'), shown(' on FIELD'), 'breaking @shown Bare Given'],
    ['lost a place in schemas', shown(' on FIELD | OBJECT'), shown(' on FIELD'), 'safe @shown'],
    ['has a new argument', shown(' on FIELD'), shown('(c: Int) on FIELD'), 'safe @shown(c:)'],
    [
      'has a new argument that must be given',
      shown(' on FIELD'),
      shown('(c: Int!) on FIELD'),
      'breaking @shown(c:) Bare Given',
    ],
    [
      'has a new argument that has a default value',
      shown(' on FIELD'),
      shown('(c: Int! = 1) on FIELD'),
      'safe @shown(c:)',
    ],
    ['lost an argument', shown('(c: Int) on FIELD'), shown(' on FIELD'), 'breaking @shown(c:) Given'],
    [
      'has an argument of another type',
      shown('(c: Int) on FIELD'),
      shown('(c: String) on FIELD'),
      'breaking @shown(c:) Bare Given',
    ],
    [
      'has an argument that must be given now',
      shown('(c: Int) on FIELD'),
      shown('(c: Int!) on FIELD'),
      'breaking @shown(c:) Bare Given',
    ],
    [
      'has an argument that need not be given now',
      shown('(c: Int!) on FIELD'),
      shown('(c: Int) on FIELD'),
      'safe @shown(c:)',
    ],
    [
      'has an argument with another default value',
      shown('(c: Int = 1) on FIELD'),
      shown('(c: Int = 2) on FIELD'),
      'dangerous @shown(c:) Bare Given',
    ],
    [
      'has an argument with a default value now',
      shown('(c: Int) on FIELD'),
      shown('(c: Int = 2) on FIELD'),
      'dangerous @shown(c:) Bare Given',
    ],
    [
      'has an argument that lost its needed default value',
      shown('(c: Int! = 1) on FIELD'),
      shown('(c: Int!) on FIELD'),
      'breaking @shown(c:) Bare Given',
    ],
    [
      'has an argument that is described',
      shown('(c: Int) on FIELD'),
      shown('("Why." c: Int) on FIELD'),
      'safe @shown(c:)',
    ],
    [
      'has an argument that is deprecated',
      shown('(c: Int) on FIELD'),
      shown('(c: Int @deprecated) on FIELD'),
      'safe @shown(c:)',
    ],
  ])('%s', async (_what, published, working, expected) => {
    expect(await compare(published, working)).toEqual([expected])
  })
})

describe('a directive that only schemas may carry breaks no operation, whatever becomes of it:', () => {
  const kept = (rest: string) => `directive @kept${rest} ${query}`
  test.each([
    ['it is gone', kept(' on FIELD_DEFINITION'), query, 'safe @kept'],
    ['an argument is gone', kept('(c: Int) on OBJECT'), kept(' on OBJECT'), 'safe @kept(c:)'],
    ['an argument must be given', kept(' on OBJECT'), kept('(c: Int!) on OBJECT'), 'safe @kept(c:)'],
    ['an argument has another type', kept('(c: Int) on OBJECT'), kept('(c: ID) on OBJECT'), 'safe @kept(c:)'],
    ['another default value', kept('(c: Int = 1) on OBJECT'), kept('(c: Int = 2) on OBJECT'), 'safe @kept(c:)'],
    ['it may not be repeated', kept(' repeatable on OBJECT'), kept(' on OBJECT'), 'safe @kept'],
    ['a place is gone', kept(' on OBJECT | UNION'), kept(' on OBJECT'), 'safe @kept'],
  ])('%s', async (_what, published, working, expected) => {
    expect(await compare(published, working)).toEqual([expected])
  })
})

test('every path is a coordinate of one of the two schemas', async () => {
  const [published, working] = [shown('(c: Int = 1, d: Int) on FIELD'), shown('(c: ID, e: Int!) on QUERY')]
  const { changes } = await compareSchemas(buildSchema(published), buildSchema(working), [])
  expect(changes.map(({ path }) => path)).toEqual([
    '@shown',
    '@shown',
    '@shown(d:)',
    '@shown(e:)',
    '@shown(c:)',
    '@shown(c:)',
  ])
  for (const { path } of changes) {
    const found = [published, working].map((text) => resolveSchemaCoordinate(buildSchema(text), path))
    expect(found.some((element) => element !== undefined)).toBe(true)
  }
})
