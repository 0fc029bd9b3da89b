import fc from 'fast-check'
import {
  type BreakingChange,
  BreakingChangeType,
  buildSchema,
  DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLSchema,
  resolveSchemaCoordinate,
} from 'graphql'
import { expect, test } from 'vitest'
import { compareSchemas } from './compareSchemas.ts'
import { breaks } from './report.ts'

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 })
const wrapped = (...names: string[]) =>
  fc.constantFrom(...names.flatMap((name) => [name, `${name}!`, `[${name}]`, `[${name}!]!`]))
const input = (name: string) =>
  fc.tuple(wrapped('Int', 'Kind'), fc.boolean()).map(([type, hasDefault]) => {
    const isSingle = !type.startsWith('[')
    return `${name}: ${type}${hasDefault && isSingle ? (type.startsWith('Int') ? ' = 1' : ' = SAME') : ''}`
  })
const field = (name: string) =>
  fc
    .tuple(fc.option(input('a'), { nil: '' }), wrapped('Int', 'Kind', 'Space', 'Room', 'Found'))
    .map(([argument, type]) => `${name}${argument && `(${argument})`}: ${type}`)
const fields = (...names: string[]) =>
  some(names).chain((chosen) => fc.tuple(...chosen.map(field)).map((written) => written.join(' ')))

interface Parts {
  query: string
  room: string
  implementing: string
  kinds: string[]
  members: string[]
  filter: string[]
  directive: string
}

const parts: fc.Arbitrary<Parts> = fc.record({
  query: fields('a', 'b'),
  room: fields('d', 'e'),
  implementing: fc.constantFrom('', 'implements Space'),
  kinds: some(['OLD', 'NEW']),
  members: some(['Room', 'Office']),
  filter: fc.tuple(input('f'), fc.option(input('g'), { nil: '' })),
  directive: fc
    .tuple(
      some([...'cde']).chain((names) => fc.tuple(...names.map(input))),
      fc.constantFrom('on FIELD', 'repeatable on FIELD | QUERY', 'on QUERY | OBJECT'),
    )
    .chain(([given, rest]) =>
      fc.constantFrom('', `directive @shown ${rest}`, `directive @shown(${given.join(' ')}) ${rest}`),
    ),
})

const schemaOf = ({ query, room, implementing, kinds, members, filter, directive }: Parts) =>
  buildSchema(`${directive}
    enum Kind { SAME ${kinds.join(' ')} }
    input Filter { ${filter.join(' ')} }
    interface Space { id: ID }
    type Room ${implementing} { id: ID ${room} }
    type Office implements Space { id: ID }
    union Found = ${members.join(' | ')}
    type Query { ${query} find(filter: Filter): Found }`)

/** Two schemas that differ in one part, so that one change cannot hide that another was missed. */
const pair = fc
  .tuple(parts, parts, fc.constantFrom('query', 'room', 'implementing', 'kinds', 'members', 'filter', 'directive'))
  .map(([before, other, key]): [Parts, Parts] => [before, { ...before, [key]: other[key] }])

/** Here graphql-js is stricter: a client that sends what it always sent gets the same answer as before. */
const isSafe = DangerousChangeType.OPTIONAL_INPUT_FIELD_ADDED

/**
 * Here graphql-js is stricter, too: an operation never held the directive in a place where only schemas may carry it.
 */
const isWithinReach = ({ type, description }: BreakingChange): boolean =>
  type !== BreakingChangeType.DIRECTIVE_LOCATION_REMOVED || !description.startsWith('OBJECT ')

test('nothing that breaks or endangers clients by the rules of graphql-js is taken for less', async () => {
  await fc.assert(
    fc.asyncProperty(pair, async ([before, after]) => {
      const [published, working] = [schemaOf(before), schemaOf(after)]
      const report = await compareSchemas(published, working, [])
      if (findBreakingChanges(published, working).some(isWithinReach)) expect(breaks(report)).toBe(true)
      if (findDangerousChanges(published, working).some(({ type }) => type !== isSafe)) {
        expect(report.changes.some(({ severity }) => severity !== 'safe')).toBe(true)
      }
    }),
    { numRuns: 100 },
  )
})

test('every change of a directive gets its own verdict, at a coordinate that one of the schemas has', async () => {
  await fc.assert(
    fc.asyncProperty(parts, parts, async (before, { directive }) => {
      const schemas = [schemaOf(before), schemaOf({ ...before, directive })] as const
      const { changes } = await compareSchemas(...schemas, [])
      for (const { path, effect } of changes) {
        expect(effect ?? '').not.toContain('The check failed')
        expect(schemas.some((schema) => isElementOf(schema, path))).toBe(true)
      }
    }),
    { numRuns: 100 },
  )
})

function isElementOf(schema: GraphQLSchema, coordinate: string): boolean {
  const directive = /^(@\w+)\(/.exec(coordinate)?.[1]
  if (directive !== undefined && !isElementOf(schema, directive)) return false
  return resolveSchemaCoordinate(schema, coordinate) !== undefined
}

test('a schema compared with itself has not changed', async () => {
  await fc.assert(
    fc.asyncProperty(parts, async (same) => {
      expect((await compareSchemas(schemaOf(same), schemaOf(same), [])).changes).toEqual([])
    }),
    { numRuns: 20 },
  )
})
