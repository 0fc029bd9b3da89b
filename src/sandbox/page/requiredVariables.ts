/** What an operation cannot run without, read from its text; nothing of a text that cannot be read. */
import { Kind, type OperationDefinitionNode, parse, type TypeNode } from 'graphql'

export interface RequiredVariable {
  name: string
  /** Of a list, the type of what is in it: one thing is accepted where a list of them is. */
  type: string
}

export function requiredVariables(text: string): RequiredVariable[] {
  return (readOperation(text)?.variableDefinitions ?? []).flatMap(({ variable, type, defaultValue }) =>
    type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined
      ? [{ name: variable.name.value, type: namedType(type) }]
      : [],
  )
}

export function readOperation(text: string): OperationDefinitionNode | undefined {
  try {
    return parse(text).definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  } catch {
    return undefined
  }
}

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type))
