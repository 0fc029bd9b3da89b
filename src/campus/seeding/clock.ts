/** Clock times of a zone as moments. A time in a spring gap moves by the gap, an ambiguous one takes the first offset. */
import { Temporal } from 'temporal-polyfill'
import type { Weekday } from '../../generated/tables.ts'

export const weekdays: readonly Weekday[] = [
  ...(['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const),
]

export const mondayOf = (date: Temporal.PlainDate): Temporal.PlainDate => date.subtract({ days: date.dayOfWeek - 1 })

/** Milliseconds since 1970 at which a clock of the zone shows `time` (`08:00`) on that day. */
export function momentMs(date: Temporal.PlainDate, time: string, timeZone: string): number {
  return date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds
}

export const timestamp = (momentMs: number): string => new Date(momentMs).toISOString()

export const minutesMs = (minutes: number): number => minutes * 60_000
export const hoursMs = (hours: number): number => hours * 3_600_000
export const daysMs = (days: number): number => days * 86_400_000
