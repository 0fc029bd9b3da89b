import type { Role } from '../generated/tables.ts'

/** Who asks; null while nobody is signed in. */
export type Viewer = { readonly id: number; readonly role: Role } | null

/** Signed in */
export type Person = NonNullable<Viewer>
