/**
 * Who may see what, as data: an entity declares its rules beside its resolvers, and they are put around the fields of
 * the schema once, so that every path to a field (interface, union, node, connection) meets them.
 */
import type { Role } from '../generated/tables.ts'

/** Who asks; null while nobody is signed in. */
export type Viewer = { readonly id: number; readonly role: Role } | null

export interface Rule<Row> {
  allows(viewer: Viewer, row: Row): boolean
  /** What everybody else gets in place of the value: a hidden field is never an error. */
  hidden: unknown
}

/** By type and field. */
export type Rules<Row> = { readonly [type: string]: { readonly [field: string]: Rule<Row> } }

/** Shown to the person whose id the row holds, and to these roles. */
export function shownTo<Row>(owner: (row: Row) => number | null, roles: Role[], hidden: unknown = null): Rule<Row> {
  return {
    allows: (viewer, row) => viewer !== null && (viewer.id === owner(row) || roles.includes(viewer.role)),
    hidden,
  }
}
