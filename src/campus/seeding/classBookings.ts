/** A weekly class as bookings, one for each week of its term. Beside its first few classes a room now and then loses one. */
import type { BookingRow } from '../../generated/tables.ts'
import { timestamp } from './clock.ts'
import type { Random } from './random.ts'
import type { WeeklyClass } from './timetable.ts'

export type BookingDraft = Omit<BookingRow, 'id'>

/** This many classes of a room are never cancelled, so that no week of a term leaves it empty. */
const safeClasses = 3
const cancelledShare = 0.03

/** `classes` are those of one room. */
export function classBookings(classes: WeeklyClass[], random: Random): BookingDraft[] {
  return classes.flatMap((weeklyClass, index) =>
    occurrences(weeklyClass, () => index >= safeClasses && random.chance(cancelledShare)),
  )
}

function occurrences({ id, term, space, course, ...hours }: WeeklyClass, isCancelled: () => boolean): BookingDraft[] {
  const starts = term.occurrencesMs(hours.weekday, hours.startTime)
  const ends = term.occurrencesMs(hours.weekday, hours.endTime)
  const createdAt = timestamp(term.publishedMs)
  return starts.map((startsMs, week) => ({
    spaceId: space.id,
    title: `${course.code} ${course.title}`,
    kind: 'CLASS',
    status: isCancelled() ? 'CANCELLED' : 'CONFIRMED',
    startsAt: timestamp(startsMs),
    endsAt: timestamp(ends[week] ?? startsMs),
    lapsesAt: null,
    bookedById: null,
    classSessionId: id,
    createdAt,
  }))
}
