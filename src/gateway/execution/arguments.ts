/** Arguments of a field: read once for an operation, or once for an execution where variables are in them. */

import { type FieldNode, type GraphQLField, getArgumentValues, isNonNullType } from 'graphql'
import { hasVariable } from '../analysis/hasVariable.ts'
import type { Variables } from '../types.ts'
import { inputReader } from './inputs.ts'

/**
 * The values by name, or a function that reads them from variables and throws for values that graphql-js calls wrong.
 * All rows of a list get one object, by which loaders know that they ask for the same.
 */
export interface Arguments {
  read: object | ((variables: Variables) => object)
}

export function planArguments(field: GraphQLField<unknown, unknown>, node: FieldNode): Arguments {
  if (field.args.length === 0) return { read: none }
  const read = argumentReader(field, node)
  if ((node.arguments ?? []).some(({ value }) => hasVariable(value))) return { read }
  try {
    return { read: read({}) }
  } catch {
    return { read }
  }
}

const none = Object.freeze({})

/** graphql-js reads a wrong argument, or a required one that is missing, once more, and reports it. */
function argumentReader(field: GraphQLField<unknown, unknown>, node: FieldNode): (variables: Variables) => object {
  const nodes = new Map(node.arguments?.map(({ name, value }) => [name.value, value]))
  const args = field.args.map(({ name, type, defaultValue: initial }) => {
    const value = nodes.get(name)
    return { name, read: value && inputReader(value, type), initial, isNonNull: isNonNullType(type) }
  })
  return (variables) => {
    const values: Record<string, unknown> = {}
    for (const { name, read, initial, isNonNull } of args) {
      const value = read?.(variables)
      if (value !== undefined) values[name] = value
      else if (read !== undefined) return getArgumentValues(field, node, variables)
      else if (initial !== undefined) values[name] = initial
      else if (isNonNull) return getArgumentValues(field, node, variables)
    }
    return values
  }
}
