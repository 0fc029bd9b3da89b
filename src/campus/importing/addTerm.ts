/** A term by its name: added once, the same a second time, never changed. */
import type pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { RefusedError, UsageError } from '../../operatorErrors.ts'
import type { DayRange } from '../places/classDays.ts'
import { findByName } from './findByName.ts'
import { cleanText, findNameFault } from './names.ts'

export interface NewTerm extends DayRange {
  name: string
  timeZone: string
}

/** Far beyond any term: a slip in the year, which would make a class of hundreds of bookings. */
const maxDays = 400

/** Throws UsageError for what was typed wrong. */
export function checkTerm({ name, startsOn, endsOn, timeZone }: NewTerm): NewTerm {
  const cleaned = cleanText(name)
  const fault = findNameFault(cleaned)
  if (fault !== undefined) throw new UsageError(`The name of a term ${fault}: ${JSON.stringify(name.slice(0, 80))}.`)
  const [from, to] = [readDay('--from', startsOn), readDay('--to', endsOn)]
  const days = from.until(to).days + 1
  if (days < 1) throw new UsageError(`--to must not be before --from: ${to} is before ${from}.`)
  if (days > maxDays) throw new UsageError(`A term has at most ${maxDays} days: ${from} to ${to} are ${days}.`)
  return { name: cleaned, startsOn: from.toString(), endsOn: to.toString(), timeZone: readTimeZone(timeZone) }
}

/** True when it was added, false when it was there. Throws RefusedError when it is there with other values. */
export async function addTerm(client: pg.ClientBase, term: NewTerm): Promise<boolean> {
  const { rowCount } = await client.query(insertTerm, [term.name, term.startsOn, term.endsOn, term.timeZone])
  if (rowCount === 1) return true
  const { rows } = await client.query<NewTerm>(selectTerms)
  const existing = findByName(rows, ({ name }) => name)(term.name)
  if (existing !== undefined && describeTerm(existing) === describeTerm(term)) return false
  throw new RefusedError(`There is a term ${existing === undefined ? term.name : describeTerm(existing)} already.`)
}

export const describeTerm = ({ name, startsOn, endsOn, timeZone }: NewTerm): string =>
  `${JSON.stringify(name)}, ${startsOn} to ${endsOn} in ${timeZone}`

function readDay(flag: string, text: string): Temporal.PlainDate {
  try {
    if (!/^\d{4}-\d\d-\d\d$/.test(text)) throw new RangeError('not in this form')
    return Temporal.PlainDate.from(text)
  } catch {
    throw new UsageError(`${flag} must be a day that exists, like 2027-01-18, not ${JSON.stringify(text)}.`)
  }
}

/** An offset like +01:00 would be wrong after the next change of clocks. */
function readTimeZone(name: string): string {
  try {
    if (!/^[a-z]/i.test(name)) throw new RangeError('an offset')
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    throw new UsageError(`--time-zone must be an IANA time zone like Africa/Accra, not ${JSON.stringify(name)}.`)
  }
}

const insertTerm = `
  insert into terms (name, starts_on, ends_on, time_zone) values ($1, $2, $3, $4)
  on conflict do nothing`

const selectTerms = `
  select name, starts_on::text as "startsOn", ends_on::text as "endsOn", time_zone as "timeZone" from terms`
