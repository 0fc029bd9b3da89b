/**
 * Leaves one change of each thing that happened: graphql-inspector reports a new type again for each of its fields, and
 * a directive's use again for each of its arguments. What becomes of uses is found by `compareUses`, but for the
 * deprecation of a field, which is a change of its own.
 */
import { type Change, ChangeType } from '@graphql-inspector/core'
import type { GraphQLSchema } from 'graphql'
import { isNewPossibleType } from './severity.ts'

/**
 * Only what is new as a whole swallows what is in it, so nothing that breaks gets lost. (The library's own
 * `simplifyChanges` drops a removed field when its type gained an interface or a description.)
 */
export function withoutEchoes(changes: readonly Change[], published: GraphQLSchema): Change[] {
  const added = new Set(changes.filter(isAddition).map(({ path = '' }) => path))
  return changes.filter((change) => {
    if (isNewPossibleType(change, published)) return true
    if (isInside(change, added) || isUse(change)) return false
    return isAddition(change) || !added.has(change.path ?? '')
  })
}

const isAddition = ({ type }: Change): boolean => additions.has(type)

const additions = new Set<string>([
  ChangeType.TypeAdded,
  ChangeType.DirectiveAdded,
  ChangeType.FieldAdded,
  ChangeType.FieldArgumentAdded,
  ChangeType.InputFieldAdded,
  ChangeType.EnumValueAdded,
])

function isInside({ path = '' }: Change, added: ReadonlySet<string>): boolean {
  const parts = path.split('.')
  return parts.some((_part, length) => added.has(parts.slice(0, length).join('.')))
}

const isUse = ({ type }: Change): boolean => /^(DIRECTIVE_USAGE|ENUM_VALUE_DEPRECATION)_/.test(type)
