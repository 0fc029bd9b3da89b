/**
 * How much a change means to clients: the judgement of graphql-inspector, made stricter where it lets something pass
 * that refuses or may surprise requests which were right.
 */
import { type Change, ChangeType, CriticalityLevel } from '@graphql-inspector/core'
import { type GraphQLSchema, isRequiredArgument, isRequiredInputField, resolveSchemaCoordinate } from 'graphql'
import { coordinateOf } from './coordinate.ts'
import type { Severity } from './report.ts'

export function severityOf(change: Change, published: GraphQLSchema, working: GraphQLSchema): Severity {
  if (change.type === ChangeType.DirectiveRepeatableRemoved || lostNeededDefault(change, working)) return 'breaking'
  return isNewPossibleType(change, published) ? 'dangerous' : severities[change.criticality.level]
}

/**
 * A new type behind an interface that clients select is what a new member of a union is. Not so for `Node`: what
 * clients ask by id is of a type they have met.
 */
export function isNewPossibleType(change: Change, published: GraphQLSchema): boolean {
  if (!isInterfaceAdded(change)) return false
  const { addedInterfaceName: name } = change.meta
  return name !== 'Node' && published.getType(name) !== undefined
}

export const isInterfaceAdded = (change: Change): change is Change<typeof ChangeType.ObjectTypeInterfaceAdded> =>
  change.type === ChangeType.ObjectTypeInterfaceAdded

const severities: Record<CriticalityLevel, Severity> = {
  [CriticalityLevel.Breaking]: 'breaking',
  [CriticalityLevel.Dangerous]: 'dangerous',
  [CriticalityLevel.NonBreaking]: 'safe',
}

/** A non-null argument or input field without a default is required. */
function lostNeededDefault({ type, path }: Change, working: GraphQLSchema): boolean {
  if (type !== ChangeType.FieldArgumentDefaultChanged && type !== ChangeType.InputFieldDefaultValueChanged) return false
  const element = resolveSchemaCoordinate(working, coordinateOf(path))
  if (element?.kind === 'FieldArgument') return isRequiredArgument(element.fieldArgument)
  return element?.kind === 'InputField' && isRequiredInputField(element.inputField)
}
