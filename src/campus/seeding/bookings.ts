/** Every occupation of every room, in the order of space and time: so written, the indexes are filled from one end. */
import type { BookingRow, SpaceRow } from '../../generated/tables.ts'
import type { Blueprint } from './blueprint.ts'
import { type Campus, createCampuses } from './campus.ts'
import { type BookingDraft, classBookings } from './classBookings.ts'
import { type Course, createCourses } from './departments.ts'
import { occasionBookings } from './occasions.ts'
import { createRandom, type Random } from './random.ts'
import { createTimetable, isBookable, type WeeklyClass } from './timetable.ts'

export function* createBookings(blueprint: Blueprint): Generator<BookingRow> {
  let id = 0
  for (const campus of createCampuses(blueprint)) {
    for (const draft of campusBookings(blueprint, campus)) yield { id: ++id, ...draft }
  }
}

function* campusBookings(blueprint: Blueprint, campus: Campus): Generator<BookingDraft> {
  const random = createRandom(blueprint.seed, campus.number, 'bookings')
  const classes = Map.groupBy(createTimetable(blueprint, campus), ({ space }) => space.id)
  const { semester } = blueprint.terms.running
  const courses = createCourses(campus.number).filter((course) => course.semester === semester)
  for (const space of campus.spaces.filter(isBookable)) {
    yield* roomBookings({ blueprint, campus, space, classes: classes.get(space.id) ?? [], courses }, random)
  }
}

interface Room {
  blueprint: Blueprint
  campus: Campus
  space: SpaceRow
  classes: WeeklyClass[]
  courses: Course[]
}

function roomBookings({ blueprint, campus, space, classes, courses }: Room, random: Random): BookingDraft[] {
  const running = classes.filter(({ term }) => term === blueprint.terms.running)
  const classBlocks = new Set(running.map(({ block }) => block))
  const occasions = { blueprint, campusNumber: campus.number, space, classBlocks, courses }
  return [...classBookings(classes, random), ...occasionBookings(occasions, random)].sort((a, b) =>
    a.startsAt < b.startsAt ? -1 : 1,
  )
}
