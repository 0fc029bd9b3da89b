import { type FieldNode, Kind, type SelectionNode, type ValueNode, valueFromASTUntyped } from 'graphql'

export type Variables = Readonly<Record<string, unknown>>

/** The arguments of a field by name, as plain values; what is not given is not there. */
export function argumentsOf(node: FieldNode, variables: Variables): Record<string, unknown> {
  const entries = (node.arguments ?? []).map(({ name, value }) => [name.value, plainValue(value, variables)])
  return Object.fromEntries(entries)
}

/** Whether `@skip` and `@include` leave it in. */
export function isIncluded(node: SelectionNode, variables: Variables): boolean {
  return (node.directives ?? []).every((directive) => {
    const condition = directive.arguments?.find(({ name }) => name.value === 'if')
    const value = condition === undefined ? undefined : plainValue(condition.value, variables)
    if (directive.name.value === 'skip') return value !== true
    return directive.name.value !== 'include' || value !== false
  })
}

const plainValue = (node: ValueNode, variables: Variables): unknown =>
  node.kind === Kind.VARIABLE ? variables[node.name.value] : valueFromASTUntyped(node, variables)
