/**
 * Weekdays as timetables write them in English: whole or short, in any case. A weekday is never guessed: in other
 * languages the names of other days are as near (`lunes` to `tues`, `onsdag` to `monday`), and a class on a wrong day is
 * found out in front of a locked door.
 */

import type { Weekday } from '../../../generated/tables.ts'
import { weekdays } from '../../places/classDays.ts'
import { findNearest } from '../nearest.ts'
import type { Reading } from '../reading.ts'

/** `Monday` */
export const weekdayName = (day: Weekday): string => day.charAt(0) + day.slice(1).toLowerCase()

export function readWeekday(text: string): Reading<Weekday> {
  const written = text.toLowerCase().replace(/\.$/, '')
  const value = dayByName.get(written)
  if (value !== undefined) return { value }
  if (text === '') return { reason: 'is empty' }
  const { names, distance } = findNearest(written, wholeNames.keys())
  const likely = distance === 1 ? names.flatMap((name) => wholeNames.get(name) ?? []) : []
  if (likely.length === 0) return { reason: 'unknown weekday (in English: Monday or Mon)' }
  return { reason: 'unknown weekday', suggestion: likely.map(weekdayName).join(' or ') }
}

const abbreviations: Record<Weekday, string[]> = {
  MONDAY: ['mon', 'mo'],
  TUESDAY: ['tues', 'tue', 'tu'],
  WEDNESDAY: ['weds', 'wed', 'we'],
  THURSDAY: ['thurs', 'thur', 'thu', 'th'],
  FRIDAY: ['fri', 'fr'],
  SATURDAY: ['sat', 'sa'],
  SUNDAY: ['sun', 'su'],
}

const dayByName: ReadonlyMap<string, Weekday> = new Map(
  weekdays.flatMap((day) => [day.toLowerCase(), ...abbreviations[day]].map((name) => [name, day] as const)),
)

/** Only what is a slip from one of these is worth a word. */
const wholeNames: ReadonlyMap<string, Weekday> = new Map(weekdays.map((day) => [day.toLowerCase(), day]))
