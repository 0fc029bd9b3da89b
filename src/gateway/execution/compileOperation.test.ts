import { buildSchema, execute, type GraphQLSchema, parse } from 'graphql'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { compileOperation } from './compileOperation.ts'
import * as planning from './plan.ts'

const tags = { rowKind: () => undefined }

vi.mock(import('./plan.ts'), { spy: true })
afterEach(() => vi.clearAllMocks())

const schema = buildSchema(`
  type Query { a: Int, b: Int, echo(text: String = "none"): String, must: Int! }
  type Mutation { add(by: Int!): Int!, fail: Int! }
`)
const rootValue = { a: () => 1, b: () => 2, echo: ({ text }: { text: string }) => text }

function compiled(text: string, name?: string, of: GraphQLSchema = schema) {
  const operation = compileOperation({ schema: of, tags }, parse(text), name)
  if (operation === undefined) throw new Error('Not compiled.')
  return operation
}

/** With resolvers in place of the root value, which compiled operations do without. */
function withResolvers(resolvers: Record<string, (args: never) => unknown>): GraphQLSchema {
  const made = buildSchema(`
    type Query { a: Int, b: Int, echo(text: String = "none"): String, must: Int! }
    type Mutation { add(by: Int!): Int!, fail: Int! }
  `)
  for (const type of [made.getQueryType(), made.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const resolve = resolvers[field.name]
      field.resolve = (_, args) => resolve?.(args as never)
    }
  }
  return made
}

describe('what is left to graphql-js', () => {
  test.each([
    '{ __schema { types { name } } }',
    '{ __type(name: "Query") { name } }',
    '{ ...F } fragment F on Query { __schema { __typename } }',
  ])('introspection: %s', (text) => expect(compileOperation({ schema, tags }, parse(text), undefined)).toBeUndefined())

  test('a name that the document does not have, and no name where it has several', () => {
    const document = parse('query A { a } query B { b }')
    expect(compileOperation({ schema, tags }, document, 'C')).toBeUndefined()
    expect(compileOperation({ schema, tags }, document, undefined)).toBeUndefined()
    expect(compileOperation({ schema, tags }, document, 'B')?.operation.name?.value).toBe('B')
  })

  test('subscriptions, and operations that the schema has no root for', () => {
    expect(compileOperation({ schema, tags }, parse('subscription { a }'), undefined)).toBeUndefined()
    const readOnly = buildSchema('type Query { a: Int }')
    expect(
      compileOperation({ schema: readOnly, tags }, parse('mutation { a }'), undefined)?.prepare({}),
    ).toBeUndefined()
  })

  test('variables that do not fit', () => {
    const operation = compiled('query ($text: String!) { echo(text: $text) }')
    expect(operation.prepare({})).toBeUndefined()
    expect(operation.prepare({ text: 7 })).toBeUndefined()
    expect(operation.prepare({ text: 'x' })?.variables).toEqual({ text: 'x' })
  })

  test('a condition that is null', async () => {
    const text = 'query ($on: Boolean = true) { a @include(if: $on) }'
    expect(compiled(text).prepare({ on: null })).toBeUndefined()
    const { errors } = await execute({ schema, document: parse(text), variableValues: { on: null }, rootValue })
    expect(errors?.[0]?.message).toBe('Argument "if" of non-null type "Boolean!" must not be null.')
  })
})

describe('plans', () => {
  const switches = (count: number) => Array.from({ length: count }, (_, i) => `s${i}`)
  const operation = (names: string[]) =>
    `query (${names.map((name) => `$${name}: Boolean!`).join()}) { ${names.map((name) => `${name}: a @include(if: $${name})`).join(' ')} }`
  const valuesOf = (names: string[], bits: number) =>
    Object.fromEntries(names.map((name, i) => [name, Boolean(bits & (1 << i))]))

  test('are made once for each set of conditions, and not for other variables', () => {
    const { prepare } = compiled('query ($on: Boolean!, $text: String) { a @skip(if: $on) echo(text: $text) }')
    for (const text of ['x', 'y', 'z']) for (const on of [true, false]) prepare({ on, text })
    expect(planning.planOperation).toHaveBeenCalledTimes(2)
  })

  test('are at most 32: with one more the first is made anew when it is met again', () => {
    const names = switches(6)
    const { prepare } = compiled(operation(names))
    const made = vi.mocked(planning.planOperation).mock.calls
    for (const round of [1, 2])
      for (let bits = 0; bits < 32; bits++) expect(prepare(valuesOf(names, bits)), `${round}`).toBeDefined()
    expect(made).toHaveLength(32)
    prepare(valuesOf(names, 32))
    expect(made).toHaveLength(33)
    prepare(valuesOf(names, 0))
    expect(made).toHaveLength(34)
  })

  test('select what their own conditions say, also after they were made anew', async () => {
    const names = switches(6)
    const { prepare } = compiled(operation(names), undefined, withResolvers({ a: () => 1 }))
    for (let bits = 0; bits < 64; bits++) {
      const result = await prepare(valuesOf(names, bits))?.run({})
      expect(Object.keys(result?.data ?? {})).toEqual(names.filter((_, i) => bits & (1 << i)))
    }
  })
})

describe('mutations', () => {
  test('run one after another, each when the one before is over', async () => {
    const steps: string[] = []
    const add = async ({ by }: { by: number }) => {
      steps.push(`begin ${by}`)
      await new Promise(setImmediate)
      steps.push(`end ${by}`)
      return by
    }
    const text = 'mutation { x: add(by: 1) y: add(by: 2) }'
    const result = await compiled(text, undefined, withResolvers({ add })).prepare({})?.run({})
    expect(result).toEqual({ data: { x: 1, y: 2 }, errors: [] })
    expect(steps).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2'])
  })

  test('after one that failed and may not be null nothing is run', async () => {
    const add = vi.fn(() => 1)
    const failing = { add, fail: () => Promise.reject(new Error('refused')) }
    const text = 'mutation { fail add(by: 1) }'
    const result = await compiled(text, undefined, withResolvers(failing)).prepare({})?.run({})
    expect(result?.data).toBeNull()
    expect(result?.errors.map(({ message, path }) => [message, path])).toEqual([['refused', ['fail']]])
    expect(add).not.toHaveBeenCalled()
  })
})
