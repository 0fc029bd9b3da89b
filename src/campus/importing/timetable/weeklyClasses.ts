/** The classes of a timetable: lines that agree in course, room, weekday and times are one class with several groups. */
import type { Weekday } from '../../../generated/tables.ts'
import type { Course } from './courses.ts'
import type { Room } from './rooms.ts'

/** A class of the file; its lines are those of its groups. */
export interface WeeklyClass extends Slot {
  /** Its place in the list, in the order of first lines */
  n: number
  course: Course
  /** Empty when all its lines were refused: then it is in the file, though it is not imported */
  groups: Group[]
  /** Some group of it may be missing */
  hasRefusedLine: boolean
}

interface Slot {
  room: Room
  weekday: Weekday
  /** Minutes since midnight */
  start: number
  end: number
}

export interface Group {
  line: number
  department: string
  year: number
}

export interface Classes {
  list: WeeklyClass[]
  /** The class at this place and time, new where there was none. */
  find(slot: Slot, course: Course): WeeklyClass
}

export function createClasses(): Classes {
  const list: WeeklyClass[] = []
  const byKey = new Map<string, WeeklyClass>()
  return {
    list,
    find(slot, course) {
      const key = `${slot.room.id} ${slot.weekday} ${slot.start} ${slot.end} ${course.key}`
      const found = byKey.get(key)
      if (found !== undefined) return found
      const { room, weekday, start, end } = slot
      const added = { n: list.length, room, weekday, start, end, course, groups: [], hasRefusedLine: false }
      list.push(added)
      byKey.set(key, added)
      return added
    },
  }
}

export function addGroup(weeklyClass: WeeklyClass, group: Group): void {
  // An empty list makes room for many at its first `push`, and most classes have one group.
  if (weeklyClass.groups.length === 0) weeklyClass.groups = [group]
  else weeklyClass.groups.push(group)
}

export interface Repeat {
  line: number
  first: number
}

/** Takes out groups that attend a class twice. */
export function takeRepeats(classes: WeeklyClass[]): Repeat[] {
  return classes.flatMap((weeklyClass) => (weeklyClass.groups.length < 2 ? [] : takeRepeatsOf(weeklyClass)))
}

function takeRepeatsOf(weeklyClass: WeeklyClass): Repeat[] {
  const firstLines = new Map<string, number>()
  const repeats: Repeat[] = []
  weeklyClass.groups = weeklyClass.groups.filter(({ line, year, department }) => {
    const key = `${year} ${department}`
    const first = firstLines.get(key)
    if (first === undefined) firstLines.set(key, line)
    else repeats.push({ line, first })
    return first === undefined
  })
  return repeats
}
