import { type FieldNode, Kind, type SelectionNode, type ValueNode, valueFromASTUntyped } from 'graphql'
import type { Variables } from '../types.ts'

/**
 * Undefined where the variable is not given. Clients choose the names, and `constructor` or `toString` is a property of
 * every plain object.
 */
export const variableValue = (variables: Variables, name: string): unknown =>
  Object.hasOwn(variables, name) ? variables[name] : undefined

/** The argument of a field as a plain value; undefined where it is not given. */
export function argumentOf(node: FieldNode, name: string, variables: Variables): unknown {
  const argument = node.arguments?.find((candidate) => candidate.name.value === name)
  return argument && plainValue(argument.value, variables)
}

/** Whether `@skip` and `@include` keep the selection. */
export function isIncluded(node: SelectionNode, variables: Variables): boolean {
  return (node.directives ?? []).every((directive) => {
    const condition = directive.arguments?.find(({ name }) => name.value === 'if')
    const value = condition === undefined ? undefined : plainValue(condition.value, variables)
    if (directive.name.value === 'skip') return value !== true
    return directive.name.value !== 'include' || value !== false
  })
}

function plainValue(node: ValueNode, variables: Variables): unknown {
  if (node.kind === Kind.VARIABLE) return variableValue(variables, node.name.value)
  // For a list only its length counts, and each item counts as one, whatever it is.
  if (node.kind === Kind.LIST) return node.values.map((item) => plainValue(item, variables))
  return node.kind === Kind.OBJECT ? node : valueFromASTUntyped(node)
}
