/** What buildings and rooms have in common, checked: what is left out stays, null takes away. Throws a Refusal. */
import { brokenConstraint, databaseCode } from '../../gateway/database/writeError.ts'
import type { LocationInput } from '../../generated/graphql.ts'
import { Refusal } from '../userErrors.ts'
import { assertOnEarth } from './location.ts'
import { checkedText } from './text.ts'

export const maxName = 200

/** A field that a thing cannot be without. */
export function required<T>(value: T | null, field: string): T {
  if (value === null) throw new Refusal('INVALID_INPUT', `\`${field}\` cannot be taken away.`, field)
  return value
}

/** The name of a thing that people find by its name: nothing is found by characters that no screen shows. */
export function checkedName(name: string): string {
  return checkedText(/^[\p{Default_Ignorable_Code_Point}\s]*$/u.test(name) ? '' : name, 'name', maxName)
}

export const nameChange = (name: string | null | undefined) =>
  name === undefined ? {} : { name: checkedName(required(name, 'name')) }

export function locationChange(location: LocationInput | null | undefined) {
  if (location === undefined) return {}
  if (location === null) return { latitude: null, longitude: null }
  assertOnEarth(location, 'location')
  return { latitude: location.latitude, longitude: location.longitude }
}

/** How many there are of something that there is at least one of, as far as it is known. */
export function countChange<Field extends string>(field: Field, count: number | null | undefined) {
  if (count === undefined) return {}
  if (count !== null && count < 1)
    throw new Refusal('INVALID_INPUT', `\`${field}\` is at least 1, or null when unknown.`, field)
  return { [field]: count } as { [F in Field]: number | null } // the one field
}

/** The Refusal for a name that is taken, if that is what the database said. */
export function nameTaken(error: unknown): Refusal | undefined {
  if (databaseCode(error) !== '23505' || !brokenConstraint(error).includes('name')) return undefined
  return new Refusal('ALREADY_EXISTS', taken, 'name')
}

const taken = 'Something else has this name already: case, spaces and the form of letters make no other name.'
