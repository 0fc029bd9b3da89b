/**
 * Values that stand in an operation and contain variables. The parts that never change are worked out once. The result
 * is that of `valueFromAST` of graphql-js, which also handles every unusual case.
 */

import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isNonNullType,
  isRequiredInputField,
  Kind,
  type ObjectValueNode,
  type ValueNode,
  valueFromAST,
} from 'graphql'
import { hasVariable } from '../analysis/hasVariable.ts'
import type { Variables } from '../types.ts'

/** Undefined without a value, or if the value is not of the type. */
export type ReadInput = (variables: Variables) => unknown

export function inputReader(node: ValueNode, type: GraphQLInputType): ReadInput {
  if (node.kind === Kind.VARIABLE) return variableReader(node.name.value, isNonNullType(type))
  if (!hasVariable(node)) {
    const value = valueFromAST(node, type)
    return () => value
  }
  const nullable = getNullableType(type)
  if (node.kind === Kind.OBJECT && isInputObjectType(nullable) && !nullable.isOneOf) return objectReader(node, nullable)
  return (variables) => valueFromAST(node, type, variables)
}

function variableReader(name: string, isNonNull: boolean): ReadInput {
  return (variables) => {
    const value = variables[name]
    return value === null && isNonNull ? undefined : value
  }
}

function objectReader({ fields }: ObjectValueNode, type: GraphQLInputObjectType): ReadInput {
  const nodes = new Map(fields.map(({ name, value }) => [name.value, value]))
  const members = Object.values(type.getFields()).map((field) => {
    const node = nodes.get(field.name)
    const read = node === undefined ? () => undefined : inputReader(node, field.type)
    const { name, defaultValue: initial } = field
    return { name, read, initial, mayBeLeftOut: !isRequiredInputField(field), variable: nameOfVariable(node) }
  })
  return (variables) => {
    const object: Record<string, unknown> = {}
    for (const { name, read, initial, mayBeLeftOut, variable } of members) {
      const value = read(variables)
      if (value !== undefined) object[name] = value
      else if (nodes.has(name) && (variable === undefined || variables[variable] !== undefined)) return undefined
      else if (initial !== undefined) object[name] = initial
      else if (!mayBeLeftOut) return undefined
    }
    return object
  }
}

const nameOfVariable = (node: ValueNode | undefined): string | undefined =>
  node?.kind === Kind.VARIABLE ? node.name.value : undefined
