/** The term that a timetable is for. */
import type pg from 'pg'
import { RefusedError } from '../../operatorErrors.ts'
import type { DayRange, TermDays } from '../places/classDays.ts'
import { findByName } from './findByName.ts'

export interface Term extends TermDays {
  id: number
  name: string
}

/** Held until the transaction ends: its days and breaks cannot change meanwhile. */
export async function lockTerm(client: pg.ClientBase, name: string): Promise<Term> {
  const { rows: terms } = await client.query<{ id: number; name: string }>(
    'select id, name from terms order by starts_on, id',
  )
  const term = findByName(terms, (row) => row.name)(name)
  if (term === undefined) throw new RefusedError(unknownTerm(name, terms))
  const { rows } = await client.query<Term>(lockedTerm, [term.id])
  const [locked] = rows
  if (locked === undefined) throw new RefusedError(`The term ${JSON.stringify(name)} has just been removed.`)
  const breaks = await client.query<DayRange>(breaksOfTerm, [term.id])
  return { ...locked, breaks: breaks.rows }
}

const lockedTerm = `
  select id, name, starts_on::text as "startsOn", ends_on::text as "endsOn", time_zone as "timeZone"
  from terms where id = $1 for update`

const breaksOfTerm = `
  select starts_on::text as "startsOn", ends_on::text as "endsOn" from term_breaks where term_id = $1`

function unknownTerm(name: string, terms: { name: string }[]): string {
  const known = terms.map((term) => JSON.stringify(term.name)).join(', ')
  const knownTerms = known === '' ? 'There are no terms yet.' : `Known terms: ${known}.`
  const command = `compax term add ${JSON.stringify(name)} --from DATE --to DATE`
  return `There is no term ${JSON.stringify(name)}. ${knownTerms} Add it with: ${command}`
}
