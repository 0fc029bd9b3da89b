/**
 * What people book beside the classes: exams and events, at hours when the room has no class. At most one a week in a
 * room, so none can meet another.
 */
import type { Temporal } from 'temporal-polyfill'
import type { BookingStatus, SpaceRow } from '../../generated/tables.ts'
import { lapseOf } from '../places/lapse.ts'
import type { Blueprint } from './blueprint.ts'
import type { BookingDraft } from './classBookings.ts'
import { daysMs, hoursMs, minutesMs, momentMs, timestamp } from './clock.ts'
import type { Course } from './departments.ts'
import { eventTitles } from './phrases.ts'
import type { Random } from './random.ts'
import { weeksInTerm } from './terms.ts'
import { blockHours, blocksInWeek } from './timetable.ts'
import { bookerId } from './users.ts'

export interface OccasionPlan {
  blueprint: Blueprint
  campusNumber: number
  space: SpaceRow
  /** The blocks in which the room has a class */
  classBlocks: ReadonlySet<number>
  courses: readonly Course[]
}

/** In this share of its weeks a room has an exam or an event. */
const occupiedShare = 0.13
/** Events are booked for a while after the term, too. */
const weeksAfterTerm = 3

export function occasionBookings(plan: OccasionPlan, random: Random): BookingDraft[] {
  const windows = freeWindows(plan.classBlocks)
  const { monday } = plan.blueprint.terms.running
  return Array.from({ length: weeksInTerm + weeksAfterTerm }, (_, week) => week)
    .filter(() => random.chance(occupiedShare))
    .map((week) => {
      const { day, hour } = random.pick(windows)
      const slot = { date: monday.add({ weeks: week, days: day }), hour }
      const isExam = week < weeksInTerm && hour < eveningHour && random.chance(0.35)
      return isExam ? createExam(plan, slot, random) : createEvent(plan, slot, random)
    })
}

interface Window {
  /** 0 is Monday */
  day: number
  hour: number
}

const eveningHour = 19

/** Each is two hours that no class of the room touches. */
function freeWindows(classBlocks: ReadonlySet<number>): Window[] {
  const blocks = Array.from({ length: blocksInWeek }, (_, block) => block).filter((block) => !classBlocks.has(block))
  return [
    ...blocks.map((block) => ({
      day: Math.floor(block / blockHours.length),
      hour: blockHours[block % blockHours.length] ?? eveningHour,
    })),
    ...[0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, hour: eveningHour })),
    ...[5, 6].flatMap((day) => [9, 13, 15].map((hour) => ({ day, hour }))),
  ]
}

interface Slot {
  date: Temporal.PlainDate
  hour: number
}

function createExam(plan: OccasionPlan, slot: Slot, random: Random): BookingDraft {
  const { code } = random.pick(plan.courses)
  return {
    ...createDraft(plan, { slot, hours: 2 }, random),
    title: `${code} ${random.pick(['Mid-semester Examination', 'Quiz', 'Practical Examination', 'Resit'])}`,
    kind: 'EXAM',
    status: random.chance(0.06) ? 'CANCELLED' : 'CONFIRMED',
    bookedById: bookerId(plan.campusNumber, 'EXAM_OFFICER', random),
  }
}

function createEvent(plan: OccasionPlan, slot: Slot, random: Random): BookingDraft {
  const role = random.pick(['STUDENT', 'STUDENT', 'STUDENT', 'CLASS_REP', 'CLASS_REP', 'EXAM_OFFICER'] as const)
  const draft = createDraft(plan, { slot, hours: random.whole(1, 2) }, random)
  const event = {
    ...draft,
    title: random.pick(eventTitles),
    bookedById: bookerId(plan.campusNumber, role, random),
  }
  return role === 'STUDENT' ? awaitConfirmation(event, plan.blueprint, random) : event
}

function createDraft(
  { blueprint, space }: OccasionPlan,
  { slot, hours }: { slot: Slot; hours: number },
  random: Random,
): BookingDraft {
  const startsMs = momentMs(slot.date, `${String(slot.hour).padStart(2, '0')}:00`, blueprint.timeZone)
  const aheadMs = daysMs(random.whole(4, 40)) + minutesMs(random.whole(0, 1439))
  const status: BookingStatus = random.chance(0.08) ? 'CANCELLED' : 'CONFIRMED'
  return {
    spaceId: space.id,
    title: '',
    kind: 'EVENT',
    status,
    startsAt: timestamp(startsMs),
    endsAt: timestamp(startsMs + hoursMs(hours)),
    lapsesAt: null,
    bookedById: null,
    classSessionId: null,
    createdAt: timestamp(Math.min(startsMs, blueprint.midnightMs) - aheadMs),
  }
}

/** A pending booking holds its slot for 72 hours. Those of the last two days still do; a few were never answered. */
function awaitConfirmation(event: BookingDraft, { midnightMs }: Blueprint, random: Random): BookingDraft {
  const startsMs = Date.parse(event.startsAt)
  const isAhead = startsMs >= midnightMs + daysMs(1)
  if (!random.chance(isAhead ? 0.3 : 0.1)) return event
  const createdAt = new Date(isAhead ? midnightMs - minutesMs(random.whole(0, 2400)) : event.createdAt)
  const times = { startsAt: new Date(startsMs), endsAt: new Date(event.endsAt) }
  return {
    ...event,
    status: 'PENDING',
    createdAt: createdAt.toISOString(),
    lapsesAt: lapseOf(times, createdAt).toISOString(),
  }
}
