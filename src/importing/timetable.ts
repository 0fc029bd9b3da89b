/** A timetable as its lines say it, each line checked by itself and against the lines above it. */
import type { Weekday } from '../generated/tables.ts'
import { formatClockTime, readClockTime } from './clockTime.ts'
import { type Course, createCourses } from './courses.ts'
import { createDepartments } from './departments.ts'
import { createLineReader, type RowReader, type TakenSuggestion } from './lineReader.ts'
import { readName, wholeNumber } from './reading.ts'
import type { Refusal } from './refusal.ts'
import { createRoomReader, type Room } from './rooms.ts'
import type { TimetableColumn, TimetableRow } from './timetableFile.ts'
import { readWeekday } from './weekday.ts'

/** What of the database the lines are judged by. */
export interface Known {
  rooms: Room[]
  courses: { code: string; title: string }[]
  departments: string[]
}

export interface Timetable {
  classes: WeeklyClass[]
  refusals: Refusal[]
  taken: TakenSuggestion[]
}

/** A class of the file; its lines are those of its groups. */
export interface WeeklyClass {
  /** Its place in the list, in the order of first lines */
  n: number
  room: Room
  weekday: Weekday
  /** Minutes since midnight */
  start: number
  end: number
  course: Course
  /** Empty when all its lines were refused: it is in the file, though it is not imported */
  groups: Group[]
}

export interface Group {
  line: number
  department: string
  year: number
}
