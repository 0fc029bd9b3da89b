/**
 * Three terms around today: one that is running, with last week and at least eight more weeks in it, the one before
 * and the one after. Each has a break in its tenth week, which for the running one is more than three weeks away.
 */
import type { Temporal } from 'temporal-polyfill'
import type { TermBreakRow, TermRow, Weekday } from '../../generated/tables.ts'
import { momentMs, mondayOf, weekdays } from './clock.ts'
import type { Semester } from './departments.ts'

export interface SeedTerm {
  row: TermRow
  breakRow: TermBreakRow
  semester: Semester
  monday: Temporal.PlainDate
  /** When its timetable was published, milliseconds since 1970 */
  publishedMs: number
  /** The moments, one for each week outside the break, at which a clock shows `time` on that weekday */
  occurrencesMs(weekday: Weekday, time: string): readonly number[]
}

export interface Terms {
  before: SeedTerm
  running: SeedTerm
  after: SeedTerm
}

/** The running term is in its sixth week: ten follow. */
const weeksPast = 5
export const weeksInTerm = 16
const breakWeek = 9
const weeksBetweenTerms = 4

export function termsAround(today: Temporal.PlainDate, timeZone: string): Terms {
  const monday = mondayOf(today).subtract({ weeks: weeksPast })
  const firstHalf = monday.month >= 7
  const semester: Semester = firstHalf ? 1 : 2
  const year = firstHalf ? monday.year : monday.year - 1
  const apart = { weeks: weeksInTerm + weeksBetweenTerms }
  return {
    before: createTerm({ id: 1, monday: monday.subtract(apart), timeZone, ...previousSemester(semester, year) }),
    running: createTerm({ id: 2, monday, timeZone, semester, year }),
    after: createTerm({ id: 3, monday: monday.add(apart), timeZone, ...nextSemester(semester, year) }),
  }
}

const previousSemester = (semester: Semester, year: number) => otherSemester(semester, semester === 1 ? year - 1 : year)
const nextSemester = (semester: Semester, year: number) => otherSemester(semester, semester === 1 ? year : year + 1)

function otherSemester(semester: Semester, year: number): { semester: Semester; year: number } {
  return { semester: semester === 1 ? 2 : 1, year }
}

interface TermPlan {
  id: number
  monday: Temporal.PlainDate
  timeZone: string
  semester: Semester
  /** In which the academic year began */
  year: number
}

function createTerm({ id, monday, timeZone, semester, year }: TermPlan): SeedTerm {
  const breakMonday = monday.add({ weeks: breakWeek })
  const academicYear = `${year}/${String((year + 1) % 100).padStart(2, '0')}`
  return {
    row: {
      id,
      name: `${academicYear} Semester ${semester}`,
      startsOn: String(monday),
      endsOn: String(monday.add({ weeks: weeksInTerm }).subtract({ days: 1 })),
      timeZone,
    },
    breakRow: {
      id,
      termId: id,
      name: 'Mid-semester break',
      startsOn: String(breakMonday),
      endsOn: String(breakMonday.add({ days: 6 })),
    },
    semester,
    monday,
    publishedMs: momentMs(monday.subtract({ days: 17 }), '09:00', timeZone),
    occurrencesMs: remembered((weekday, time) =>
      teachingWeeks(monday).map((week) => momentMs(week.add({ days: weekdays.indexOf(weekday) }), time, timeZone)),
    ),
  }
}

const teachingWeeks = (monday: Temporal.PlainDate): Temporal.PlainDate[] =>
  Array.from({ length: weeksInTerm }, (_, week) => week)
    .filter((week) => week !== breakWeek)
    .map((week) => monday.add({ weeks: week }))

/** All classes of a term begin and end at a few clock times, and asking the calendar costs more than making a row. */
function remembered(compute: SeedTerm['occurrencesMs']): SeedTerm['occurrencesMs'] {
  const known = new Map<string, readonly number[]>()
  return (weekday, time) => {
    const key = `${weekday} ${time}`
    const moments = known.get(key) ?? compute(weekday, time)
    known.set(key, moments)
    return moments
  }
}
