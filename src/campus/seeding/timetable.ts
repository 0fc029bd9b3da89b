/**
 * The weekly classes of one campus. A day has five blocks of two hours and a class lies within one of them. In a block
 * no two classes share a room, and none share a group.
 */
import type { ClassGroupRow, ClassSessionRow, SpaceRow, Weekday } from '../../generated/tables.ts'
import type { Blueprint } from './blueprint.ts'
import { type Campus, createCampuses } from './campus.ts'
import { weekdays } from './clock.ts'
import { type Course, createCourses, type Group, groups } from './departments.ts'
import { createRandom, type Random } from './random.ts'
import type { SeedTerm } from './terms.ts'

export interface WeeklyClass {
  id: number
  term: SeedTerm
  space: SpaceRow
  course: Course
  /** 0 is Monday's first, 24 Friday's last */
  block: number
  weekday: Weekday
  startTime: string
  endTime: string
  groups: Group[]
}

/** The hours at which the blocks of a day begin; the hour after noon belongs to no block. */
export const blockHours = [8, 10, 13, 15, 17]
export const blocksInWeek = 5 * blockHours.length

export const isBookable = ({ kind }: SpaceRow): boolean => kind !== 'OFFICE'

export function* createClassSessions(blueprint: Blueprint): Generator<ClassSessionRow> {
  for (const { id, term, course, space, weekday, startTime, endTime } of allClasses(blueprint)) {
    yield { id, termId: term.row.id, courseId: course.id, spaceId: space.id, weekday, startTime, endTime }
  }
}

export function* createClassGroups(blueprint: Blueprint): Generator<ClassGroupRow> {
  let id = 0
  for (const { id: classSessionId, groups } of allClasses(blueprint)) {
    for (const group of groups) yield { id: ++id, classSessionId, ...group }
  }
}

function* allClasses(blueprint: Blueprint): Generator<WeeklyClass> {
  for (const campus of createCampuses(blueprint)) yield* createTimetable(blueprint, campus)
}

/**
 * Each room has one class in the term before, and four to six in the running one. The count is the same on every
 * campus.
 */
export function createTimetable({ seed, terms }: Blueprint, campus: Campus): WeeklyClass[] {
  const random = createRandom(seed, campus.number, 'timetable')
  const courses = coursesByGroup(createCourses(campus.number))
  const classes = [
    ...planTerm({ campus, courses, term: terms.before, classesInRoom: () => 1 }, random),
    ...planTerm({ campus, courses, term: terms.running, classesInRoom: (room) => 4 + (room % 3) }, random),
  ]
  return classes.map((weeklyClass, index) => ({ ...weeklyClass, id: campus.number * classes.length + index + 1 }))
}

interface TermPlan {
  campus: Campus
  courses: Map<string, Course[]>
  term: SeedTerm
  classesInRoom(room: number): number
}

function planTerm({ campus, courses, term, classesInRoom }: TermPlan, random: Random): WeeklyClass[] {
  const freeGroups = Array.from({ length: blocksInWeek }, () => random.shuffled(groups))
  return campus.spaces.filter(isBookable).flatMap((space, room) =>
    pickBlocks(classesInRoom(room), freeGroups, random).map((block) => {
      const attending = takeGroups(freeGroups[block] ?? [], isLarge(space), random)
      const course = random.pick(coursesFor(attending, courses, term))
      return { id: 0, term, space, course, block, ...hours(block, random), groups: attending }
    }),
  )
}

const isLarge = ({ capacity }: SpaceRow): boolean => (capacity ?? 0) >= 120

/** Monday to Thursday mornings are wanted most, the evenings and Friday's afternoon least. */
const wantedBlocks = Array.from({ length: blocksInWeek }, (_, block) => {
  const day = Math.floor(block / blockHours.length)
  const weights = day === 4 ? [3, 3, 1, 1, 1] : [4, 5, 4, 3, 1]
  return Array<number>(weights[block % blockHours.length] ?? 0).fill(block)
}).flat()

/** In order of the week. A block is full when few groups are left: then rooms are free in it, too. */
function pickBlocks(count: number, freeGroups: Group[][], random: Random): number[] {
  const picked = new Set<number>()
  while (picked.size < count) {
    const block = random.pick(wantedBlocks)
    if ((freeGroups[block]?.length ?? 0) > 4) picked.add(block)
  }
  return [...picked].sort((a, b) => a - b)
}

/** A lecture in a large room is shared by up to three departments' groups of one year. */
function takeGroups(free: Group[], isShared: boolean, random: Random): Group[] {
  const first = free.pop()
  if (first === undefined) return []
  const others = isShared
    ? free.filter(({ yearGroup }) => yearGroup === first.yearGroup).slice(0, random.whole(0, 2))
    : []
  for (const other of others) free.splice(free.indexOf(other), 1)
  return [first, ...others]
}

const groupKey = (department: string | null, yearGroup: number): string => `${department ?? ''}/${yearGroup}`

function coursesByGroup(courses: Course[]): Map<string, Course[]> {
  return Map.groupBy(courses, ({ department, yearGroup }) => groupKey(department, yearGroup))
}

/** Departments that attend a lecture together attend the general course of their year. */
function coursesFor(attending: Group[], courses: Map<string, Course[]>, { semester }: SeedTerm): Course[] {
  const [first] = attending
  if (first === undefined) return []
  const department = attending.length > 1 ? null : first.department
  return (courses.get(groupKey(department, first.yearGroup)) ?? []).filter((course) => course.semester === semester)
}

/** The whole block, or one of its hours; a class ends five minutes early, so that the next can come in. */
function hours(block: number, random: Random): { weekday: Weekday; startTime: string; endTime: string } {
  const weekday = weekdays[Math.floor(block / blockHours.length)] ?? 'MONDAY'
  const hour = blockHours[block % blockHours.length] ?? 8
  const first = hour + (random.chance(0.2) ? 1 : 0)
  const last = first > hour || random.chance(0.75) ? hour + 1 : hour
  return { weekday, startTime: clock(first, 0), endTime: clock(last, 55) }
}

const clock = (hour: number, minute: number): string =>
  `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
