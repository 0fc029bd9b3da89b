/** Which viewer may see or do what, as data: what a rule of an application says, and what the engine makes of it. */
import type { Viewer, ViewerScope } from '../types.ts'

export interface Rule<Row, Of extends Viewer = Viewer> {
  /**
   * Which part of the viewer the rule may look at: known from the operation and its variables, before anything is read.
   */
  looksAt: ViewerScope | ((args: Arguments) => ViewerScope)
  allows(viewer: Of, row: Row): boolean
  /** What all other viewers get in place of the value; throws where it is an error to ask. */
  instead(viewer: Of): unknown
  /** The owner of the row, where that decides */
  owner?(row: Row): number | null
  /** Roles that see everything, where otherwise only the owner sees everything */
  seenBy?: readonly string[]
  /** Columns that `allows` looks at beside those of `owner` */
  reads?: readonly (keyof Row & string)[]
}

/** Of the field, as clients gave them */
// biome-ignore lint/suspicious/noExplicitAny: each field has arguments of its own, which the schema has checked by then
export type Arguments = any

/** By type and field. */
export type Rules<Row, Of extends Viewer = Viewer> = {
  readonly [type: string]: { readonly [field: string]: Rule<Row, Of> }
}

/** By type and field: a function, or `__resolveType` of an abstract type. */
export type ResolverMap = { readonly [type: string]: object | undefined }
