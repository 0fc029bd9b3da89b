/**
 * When the weekly classes of a term take place: every weekday of it that is in no break, and the moment at which a
 * clock of its zone shows a time on such a day. A time in a spring gap moves by the gap, an ambiguous one takes the
 * first offset.
 */
import { Temporal } from 'temporal-polyfill'
import type { Weekday } from '../../generated/tables.ts'

/** From Monday, as ISO 8601 counts. */
export const weekdays: readonly Weekday[] = [
  ...(['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const),
]

/** Days like `2026-09-07`, both ends inside. */
export interface DayRange {
  startsOn: string
  endsOn: string
}

/** When classes are given, and where the clock is that they go by. */
export interface TermDays extends DayRange {
  /** IANA name */
  timeZone: string
  breaks: DayRange[]
}

export interface ClassDay {
  weekday: Weekday
  /** `2026-09-07` */
  day: string
  /** Shorter than others, because clocks go forward on it: times of it move */
  hasGap: boolean
  /** Seconds since 1970 */
  secondsAt(minutes: number): number
}

export function listClassDays({ startsOn, endsOn, breaks, timeZone }: TermDays): ClassDay[] {
  const days: ClassDay[] = []
  const last = Temporal.PlainDate.from(endsOn)
  let date = Temporal.PlainDate.from(startsOn)
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    const day = date.toString()
    if (!breaks.some((pause) => pause.startsOn <= day && day <= pause.endsOn)) days.push(classDay(date, timeZone))
  }
  return days
}

function classDay(date: Temporal.PlainDate, timeZone: string): ClassDay {
  const weekday = weekdays[date.dayOfWeek - 1] ?? 'MONDAY'
  const hasGap = date.toZonedDateTime({ timeZone }).hoursInDay < 24
  return { weekday, day: date.toString(), hasGap, secondsAt }

  function secondsAt(minutes: number): number {
    const plainTime = new Temporal.PlainTime(Math.floor(minutes / 60), minutes % 60)
    return date.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds / 1000
  }
}
