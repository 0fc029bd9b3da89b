/** Variables of an operation: their types looked up once, their values coerced for each request. */
import {
  coerceInputValue,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromAST,
} from 'graphql'
import type { Variables } from '../types.ts'

/** Throws for values that do not fit. */
export type ReadVariables = (given: Variables) => Variables

interface Declared {
  name: string
  type: GraphQLInputType
  /** Undefined without a default value */
  initial: unknown
}

/** Throws if the type of a variable is not in the schema; validation would not have let it pass. */
export function variableReader(schema: GraphQLSchema, operation: OperationDefinitionNode): ReadVariables {
  const declared = (operation.variableDefinitions ?? []).map(({ variable, type: node, defaultValue }): Declared => {
    const type = typeFromAST(schema, node as Parameters<typeof typeFromAST>[1]) // one overload a kind of node
    if (!isInputType(type)) throw new Error(`$${variable.name.value} has no input type.`)
    return { name: variable.name.value, type, initial: defaultValue && valueFromAST(defaultValue, type) }
  })
  return (given) => readAll(declared, given)
}

function readAll(declared: readonly Declared[], given: Variables): Variables {
  // Without a prototype, because a variable may be called `constructor` and must not count as given for that reason.
  const values: Record<string, unknown> = Object.create(null)
  for (const { name, type, initial } of declared) {
    if (!Object.hasOwn(given, name) || given[name] === undefined) {
      if (initial !== undefined) values[name] = initial
      else if (isNonNullType(type)) throw new TypeError(`$${name} is not given.`)
    } else values[name] = coerceInputValue(given[name], type)
  }
  return values
}
