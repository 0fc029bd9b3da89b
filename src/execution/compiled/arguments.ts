/** Arguments of a field: read once for an operation, or once for an execution where variables are in them. */
import { type FieldNode, type GraphQLField, getArgumentValues, Kind, type ValueNode } from 'graphql'

export type Variables = { readonly [name: string]: unknown }

/**
 * The values by name, or what reads them from variables, which throws for what graphql-js calls wrong. All rows of a list
 * are given one object, by which loaders know that they ask for the same.
 */
export interface Arguments {
  read: object | ((variables: Variables) => object)
}

export function planArguments(field: GraphQLField<unknown, unknown>, node: FieldNode): Arguments {
  if (field.args.length === 0) return { read: none }
  const read = (variables: Variables): object => getArgumentValues(field, node, variables)
  if ((node.arguments ?? []).some(({ value }) => hasVariable(value))) return { read }
  try {
    return { read: read({}) }
  } catch {
    return { read }
  }
}

const none = Object.freeze({})

function hasVariable(value: ValueNode): boolean {
  if (value.kind === Kind.VARIABLE) return true
  if (value.kind === Kind.LIST) return value.values.some(hasVariable)
  return value.kind === Kind.OBJECT && value.fields.some((field) => hasVariable(field.value))
}
