/**
 * How much a change means to clients: the judgement of graphql-inspector, made stricter where it lets something pass
 * that refuses or may surprise requests which were right, and milder where no request can meet the change.
 */
import { type Change, ChangeType, CriticalityLevel } from '@graphql-inspector/core'
import {
  DirectiveLocation,
  type GraphQLSchema,
  isRequiredArgument,
  isRequiredInputField,
  resolveSchemaCoordinate,
} from 'graphql'
import { coordinateOf, parentOf } from './coordinate.ts'
import type { Severity } from './report.ts'

export function severityOf(change: Change, published: GraphQLSchema, working: GraphQLSchema): Severity {
  if (isOutOfReach(change, published)) return 'safe'
  if (change.type === ChangeType.DirectiveRepeatableRemoved || lostNeededDefault(change, working)) return 'breaking'
  if (change.type === ChangeType.DirectiveArgumentAdded) return isRequired(change, working) ? 'breaking' : 'safe'
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

/** A directive, or a place of one, that only schemas may carry: no operation ever held it. */
function isOutOfReach(change: Change, published: GraphQLSchema): boolean {
  if (isLocationRemoved(change)) return !operationLocations.has(change.meta.removedDirectiveLocation)
  const coordinate = coordinateOf(change)
  if (!coordinate.startsWith('@')) return false
  const directive = published.getDirective((parentOf(coordinate) ?? coordinate).slice(1))
  return directive?.locations.every((location) => !operationLocations.has(location)) ?? false
}

const isLocationRemoved = (change: Change): change is Change<typeof ChangeType.DirectiveLocationRemoved> =>
  change.type === ChangeType.DirectiveLocationRemoved

const operationLocations: ReadonlySet<string> = new Set([
  DirectiveLocation.QUERY,
  DirectiveLocation.MUTATION,
  DirectiveLocation.SUBSCRIPTION,
  DirectiveLocation.FIELD,
  DirectiveLocation.FRAGMENT_DEFINITION,
  DirectiveLocation.FRAGMENT_SPREAD,
  DirectiveLocation.INLINE_FRAGMENT,
  DirectiveLocation.VARIABLE_DEFINITION,
])

const lostNeededDefault = (change: Change, working: GraphQLSchema): boolean =>
  defaultChanges.has(change.type) && isRequired(change, working)

const defaultChanges = new Set<string>([
  ChangeType.FieldArgumentDefaultChanged,
  ChangeType.InputFieldDefaultValueChanged,
  ChangeType.DirectiveArgumentDefaultValueChanged,
])

/** A non-null argument or input field without a default is. */
function isRequired(change: Change, working: GraphQLSchema): boolean {
  const element = resolveSchemaCoordinate(working, coordinateOf(change))
  if (element?.kind === 'FieldArgument') return isRequiredArgument(element.fieldArgument)
  if (element?.kind === 'DirectiveArgument') return isRequiredArgument(element.directiveArgument)
  return element?.kind === 'InputField' && isRequiredInputField(element.inputField)
}
