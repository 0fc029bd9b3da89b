/** Weekdays as timetables write them: whole or short, in any case. */
import { weekdays } from '../../campus/classDays.ts'
import type { Weekday } from '../../generated/tables.ts'
import { findNearest } from '../nearest.ts'
import type { Reading } from '../reading.ts'

/** `Monday` */
export const weekdayName = (day: Weekday): string => day.charAt(0) + day.slice(1).toLowerCase()

export function readWeekday(text: string): Reading<Weekday> {
  const written = text.toLowerCase().replace(/\.$/, '')
  const value = dayByName.get(written)
  if (value !== undefined) return { value }
  const { names } = findNearest(written, likelyNames)
  const days = [...new Set(names.map((name) => dayByName.get(name)))].filter((day) => day !== undefined)
  const suggestion = days.map(weekdayName).join(' or ')
  const [nearest] = days
  const reason = text === '' ? 'is empty' : 'unknown weekday'
  return nearest !== undefined && days.length === 1 ? { reason, suggestion, nearest } : { reason, suggestion }
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

/** With two letters one slip already makes another day. */
const likelyNames = [...dayByName.keys()].filter((name) => name.length > 2)
