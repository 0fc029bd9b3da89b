import { buildSchema, type FieldNode, Kind, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import type { Variables } from '../types.ts'
import { planArguments } from './arguments.ts'

const schema = buildSchema(`
  input Filter { floor: Int, names: [String!] }
  type Query { plain: Int, rooms(first: Int = 20, filter: Filter, id: ID!): Int }
`)

function plan(selection: string) {
  const [operation] = parse(`{ ${selection} }`).definitions
  const node = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections[0] : undefined
  const field = schema.getQueryType()?.getFields()[(node as FieldNode).name.value]
  if (field === undefined) throw new Error('No such field.')
  return planArguments(field, node as FieldNode).read
}

function valuesOf(selection: string, variables: Variables): object {
  const read = plan(selection)
  if (typeof read !== 'function') throw new Error('These arguments were read beforehand.')
  return read(variables)
}

describe('arguments without variables', () => {
  test('are read once, with their defaults', () => {
    expect(plan('rooms(id: 7)')).toEqual({ first: 20, id: '7' })
    expect(plan('rooms(id: "a", first: null, filter: { names: "x" })')).toEqual({
      first: null,
      id: 'a',
      filter: { names: ['x'] },
    })
  })

  test('of a field that has none are one object for all of them', () => {
    expect(plan('plain')).toBe(plan('plain'))
    expect(plan('plain')).toEqual({})
  })

  test('that are wrong are left to be told with each execution, where the error has its place', () => {
    expect(() => valuesOf('rooms(first: 1)', {})).toThrow('Argument "id" of required type "ID!" was not provided.')
  })
})

describe('arguments with variables', () => {
  test.each(['rooms(id: $v)', 'rooms(id: 1, filter: { floor: $v })', 'rooms(id: 1, filter: { names: [$v] })'])(
    'are read for each execution, however deep the variable is: %s',
    (selection) => expect(plan(selection)).toBeInstanceOf(Function),
  )

  test('take what is given, null too, and the default where nothing is', () => {
    const selection = 'rooms(id: "a", first: $first)'
    expect(valuesOf(selection, { first: 3 })).toEqual({ id: 'a', first: 3 })
    expect(valuesOf(selection, { first: null })).toEqual({ id: 'a', first: null })
    expect(valuesOf(selection, {})).toEqual({ id: 'a', first: 20 })
  })

  test('throw what graphql-js says of one that is missing', () => {
    expect(() => valuesOf('rooms(id: $id)', {})).toThrow(
      'Argument "id" of required type "ID!" was provided the variable "$id" which was not provided a runtime value.',
    )
  })
})
