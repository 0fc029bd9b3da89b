/** Schema coordinates (GraphQL specification, 3.14), the field's notation for an element of a schema. */
import { type Change, ChangeType } from '@graphql-inspector/core'

/** Where graphql-inspector found a change: it gives a dotted path, and for a new argument of a directive only its directive. */
export function coordinateOf(change: Change): string {
  const path = coordinateOfPath(change.path)
  return isDirectiveArgumentAdded(change) ? `${path}(${change.meta.addedDirectiveArgumentName}:)` : path
}

/**
 * `Query.spaces.near` → `Query.spaces(near:)`, `@cdn.browser` → `@cdn(browser:)`; `schema` for what has no path. A
 * directive's use, `Query.spaces.@deprecated`, counts as a change of what carries it.
 */
function coordinateOfPath(path = ''): string {
  const [first, member, argument] = path.replace(/\.@.*/, '').split('.')
  if (first === undefined || first === '') return 'schema'
  if (member === undefined) return first
  if (first.startsWith('@')) return `${first}(${member}:)`
  return argument === undefined ? `${first}.${member}` : `${first}.${member}(${argument}:)`
}

/** `Query.spaces(near:)` → `Query.spaces` → `Query` → undefined; `@cdn(browser:)` → `@cdn` → undefined */
export const parentOf = (coordinate: string): string | undefined => /^(.+)(?:\(.*\)|\.\w+)$/.exec(coordinate)?.[1]

const isDirectiveArgumentAdded = (change: Change): change is Change<typeof ChangeType.DirectiveArgumentAdded> =>
  change.type === ChangeType.DirectiveArgumentAdded
