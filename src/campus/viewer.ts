import type { Role } from '../generated/tables.ts'

/** The person who sends the request; null when the client is not signed in. */
export type Viewer = { readonly id: number; readonly role: Role } | null

/** Signed in */
export type Person = NonNullable<Viewer>
