/**
 * Who may see or do what, as data. An entity declares its rules beside its resolvers. They are put around the fields of
 * the schema once, so that every path to a field (interface, union, node, connection, payload) meets them.
 */
import { clientError, unauthenticated } from '../../gateway/errors/errors.ts'
import type { Rule as AnyRule, Rules as AnyRules, Arguments } from '../../gateway/schema/rules.ts'
import type { Role } from '../../generated/tables.ts'
import type { Viewer } from '../viewer.ts'

export type { Viewer } from '../viewer.ts'

export type Rule<Row> = AnyRule<Row, Viewer>
export type Rules<Row> = AnyRules<Row, Viewer>

/** Shown to the person whose id the row holds, and to these roles. To others it is hidden, which is never an error. */
export function shownTo<Row>(owner: (row: Row) => number | null, roles: Role[], hidden: unknown = null): Rule<Row> {
  return {
    looksAt: 'person',
    owner,
    seenBy: roles,
    allows: (viewer, row) => viewer !== null && (viewer.id === owner(row) || roles.includes(viewer.role)),
    instead: () => hidden,
  }
}

/** All clients may. The rule is stated so that no field is open by oversight. */
export const anyone: Rule<unknown> = { looksAt: 'nobody', allows: () => true, instead: () => null }

/** The value differs for each viewer, and no viewer is refused. */
export const perViewer: Rule<unknown> = { ...anyone, looksAt: 'person' }

/** The value differs for each viewer where the arguments say so. */
export const perViewerIf = (isAsked: (args: Arguments) => boolean): Rule<unknown> => ({
  ...anyone,
  looksAt: (args) => (isAsked(args) ? 'person' : 'nobody'),
})

/** For every person who is signed in; an error for other clients. */
export const signedIn: Rule<unknown> = {
  looksAt: 'person',
  allows: (viewer) => viewer !== null,
  instead: () => {
    throw unauthenticated()
  },
}

/** For these roles; an error for others. */
export const onlyFor = (...roles: Role[]): Rule<unknown> => ({
  looksAt: 'role',
  allows: (viewer) => viewer !== null && roles.includes(viewer.role),
  instead: (viewer) => {
    if (viewer === null) throw unauthenticated()
    throw clientError('FORBIDDEN', `This is for ${roles.map(roleName).join(' and ')} only.`)
  },
})

const roleName = (role: Role): string => `${role.toLowerCase().replace('_', ' ')}s`
