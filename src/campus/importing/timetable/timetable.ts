/** A timetable as its lines say it, each line checked by itself and against the lines above it. */

import { valueIn } from '../csv/csvRows.ts'
import { createLineReader, type LineReader, type TakenSuggestion } from '../csv/lineReader.ts'
import { type Reader, readName, remembering, wholeNumber } from '../reading.ts'
import { asNotice, counted, type Refusal } from '../refusal.ts'
import { formatClockTime, readClockTime } from './clockTime.ts'
import { type Course, createCourses } from './courses.ts'
import { createDepartmentReader } from './departments.ts'
import { createRoomReader, type Room } from './rooms.ts'
import type { TimetableColumn, TimetableRow } from './timetableFile.ts'
import { readWeekday } from './weekday.ts'
import { addGroup, createClasses, type Repeat, takeRepeats, type WeeklyClass } from './weeklyClasses.ts'

/** What of the database the lines are judged by. */
export interface Known {
  rooms: Room[]
  /** Those whose titles bind */
  courses: { code: string; title: string }[]
  departments: string[]
}

export interface Timetable {
  classes: WeeklyClass[]
  refusals: Refusal[]
  /** Of lines that are right: repeats, and classes that last strangely long */
  notices: Refusal[]
  taken: TakenSuggestion[]
}

export interface CheckOptions {
  acceptSuggestions: boolean
  onLine(line: number): void
}

export function checkTimetable(rows: TimetableRow[], known: Known, options: CheckOptions): Timetable {
  const reader = createLineReader(options.acceptSuggestions)
  const checker = createChecker(reader, known)
  for (const row of rows) {
    options.onLine(row.line)
    if (row.malformed === undefined) checker.check(row)
    else reader.refuse(row, '', row.malformed)
  }
  const { classes } = checker
  const repeats = takeRepeats(classes).map(describeRepeat)
  return { classes, refusals: reader.refusals, notices: [...reader.notices, ...repeats], taken: reader.taken }
}

const describeRepeat = ({ line, first }: Repeat): Refusal =>
  asNotice({ line, column: '', value: '', reason: `repeats line ${first}`, suggestion: '' })

function createChecker(reader: LineReader, known: Known) {
  const readers = {
    department: createDepartmentReader(known.departments),
    year: remembering(wholeNumber(1, 6)),
    weekday: remembering(readWeekday),
    name: remembering(readName),
    room: remembering(createRoomReader(known.rooms)),
    time: remembering(readClockTime),
  }
  const courses = createCourses(known.courses)
  const classes = createClasses()
  return { classes: classes.list, check }

  /** A class is known by place, time and code: with these it counts as being in the file, whatever else is wrong. */
  function check(row: TimetableRow): void {
    const refusedBefore = reader.refusals.length
    noticeLists(row, reader)
    const department = reader.read(row, 'Department', readers.department)
    const year = reader.read(row, 'Year', readers.year)
    const weekday = reader.read(row, 'Day', readers.weekday)
    const course = readCourse(row)
    const room = reader.read(row, 'Location', readers.room)
    const times = readTimes(row, reader, readers.time)
    if (weekday === undefined || room === undefined || times === undefined || course === undefined) return
    const weeklyClass = classes.find({ weekday, room, ...times }, course)
    if (department === undefined || year === undefined || reader.refusals.length > refusedBefore) {
      weeklyClass.hasRefusedLine = true
      return
    }
    addGroup(weeklyClass, { line: row.line, department, year })
  }

  function readCourse(row: TimetableRow): Course | undefined {
    const code = reader.read(row, 'Course Code', readers.name)
    const title = reader.read(row, 'Course Name', readers.name)
    if (code === undefined || title === undefined) return undefined
    const course = courses.find(code, title, row.line)
    if (!courses.hasTitle(course, title)) {
      const source = course.line === undefined ? 'in the database' : `on line ${course.line}`
      reader.refuse(row, 'Course Name', `${course.code} has another title ${source}`, course.title)
    }
    return course
  }
}

/** A line is for one group of one class: what separates a list in other cells does not do so here. */
const listed: [column: TimetableColumn, separators: RegExp][] = [
  // Names of departments have commas.
  ['Department', /[;|]/],
  ['Course Code', /[;,|]/],
]

function noticeLists(row: TimetableRow, { notice }: LineReader): void {
  for (const [column, separators] of listed) {
    if (!separators.test(valueIn(row, column) ?? '')) continue
    notice(row, column, 'is read as one name; write a line for each if it is several')
  }
}

const maxUsual = 6 * 60

function readTimes(
  row: TimetableRow,
  { read, refuse, notice }: LineReader,
  readTime: Reader<number>,
): { start: number; end: number } | undefined {
  const start = read(row, 'Start Time', readTime)
  const end = read(row, 'End Time', readTime)
  if (start === undefined || end === undefined) return undefined
  if (end - start > maxUsual) {
    const morning = end - 12 * 60
    notice(
      row,
      'End Time',
      `the class lasts ${describeMinutes(end - start)}`,
      morning > start ? formatClockTime(morning) : '',
    )
  }
  if (end > start) return { start, end }
  const afternoon = end + 12 * 60
  const suggestion = end < 12 * 60 && afternoon > start ? formatClockTime(afternoon) : ''
  refuse(row, 'End Time', `is not after the start at ${formatClockTime(start)}`, suggestion)
  return undefined
}

function describeMinutes(minutes: number): string {
  const rest = minutes % 60
  const hours = counted(Math.floor(minutes / 60), 'hour')
  return rest === 0 ? hours : `${hours} and ${counted(rest, 'minute')}`
}
