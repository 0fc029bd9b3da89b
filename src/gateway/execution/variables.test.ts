import { buildSchema, getVariableValues, Kind, type OperationDefinitionNode, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { variableReader } from './variables.ts'

const schema = buildSchema(`
  enum Kind { LECTURE LAB }
  input Filter { floor: Int! = 1, kinds: [Kind!] }
  type Query { rooms(first: Int, filter: Filter, kind: Kind, ids: [ID!]): Int }
`)

function operationOf(declared: string): OperationDefinitionNode {
  const [operation] = parse(`query (${declared}) { rooms }`).definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('No operation.')
  return operation
}

const read = (declared: string, given: object) => variableReader(schema, operationOf(declared))({ ...given })
const judged = (declared: string, given: object) =>
  getVariableValues(schema, operationOf(declared).variableDefinitions ?? [], { ...given })

describe('are those of graphql-js', () => {
  test.for<[declared: string, given: object]>([
    ['$first: Int', {}],
    ['$first: Int', { first: null }],
    ['$first: Int = 5', {}],
    ['$first: Int = 5', { first: null }],
    ['$first: Int = 5', { first: 7 }],
    ['$first: Int = null', {}],
    ['$first: Int! = 5', {}],
    ['$ids: [ID!]!', { ids: [1, 'b'] }],
    ['$ids: [ID!]', { ids: 'alone' }],
    ['$filter: Filter', { filter: {} }],
    ['$filter: Filter', { filter: { floor: 2, kinds: 'LAB' } }],
    ['$filter: Filter = { kinds: [LECTURE] }', {}],
    ['$kind: Kind = LAB, $first: Int', { first: 1, unasked: 'for' }],
    ['$constructor: Int', {}],
  ])('%s of %j', ([declared, given]) => {
    expect(read(declared, given)).toEqual(judged(declared, given).coerced)
    expect(Object.keys(read(declared, given))).toEqual(Object.keys(judged(declared, given).coerced ?? {}))
  })
})

describe('are refused where graphql-js refuses them', () => {
  test.for<[declared: string, given: object]>([
    ['$first: Int!', {}],
    ['$first: Int!', { first: null }],
    ['$first: Int! = 5', { first: null }],
    ['$first: Int', { first: 'seven' }],
    ['$first: Int', { first: 2 ** 31 }],
    ['$ids: [ID!]', { ids: [null] }],
    ['$filter: Filter', { filter: { floor: null } }],
    ['$filter: Filter', { filter: { ceiling: 1 } }],
    ['$kind: Kind', { kind: 'KITCHEN' }],
    ['$constructor: Int!', {}],
  ])('%s of %j', ([declared, given]) => {
    expect(judged(declared, given).errors).not.toBeUndefined()
    expect(() => read(declared, given)).toThrow()
  })
})

test('a type that takes no input is found out when the operation is compiled', () => {
  expect(() => variableReader(schema, operationOf('$q: Query'))).toThrow('$q has no input type.')
  expect(() => variableReader(schema, operationOf('$q: Missing'))).toThrow('$q has no input type.')
})

test('hold nothing that was not given, whatever it is called', () => {
  const values = read('$constructor: Int, $toString: String, $valueOf: ID', {})
  expect([values.constructor, values.toString, values.valueOf]).toEqual([undefined, undefined, undefined])
})
