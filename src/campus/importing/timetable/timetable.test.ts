import { expect, test } from 'vitest'
import { formatReport } from '../refusal.ts'
import { checkTimetable, type Known } from './timetable.ts'
import type { TimetableRow } from './timetableFile.ts'

const known: Known = {
  rooms: [
    { id: 1, name: 'Room A', building: 'North', kind: 'CLASSROOM' },
    { id: 2, name: 'Room B', building: 'North', kind: 'CLASSROOM' },
  ],
  courses: [{ code: 'MTH 101', title: 'Algebra' }],
  departments: ['Physics'],
}

const columns = [
  'Department',
  'Year',
  'Day',
  'Course Code',
  'Course Name',
  'Location',
  'Start Time',
  'End Time',
] as const

/** `Physics,1,Mon,PHY 1,Optics,Room A,8:00,9:00`, the first on line 2. */
const check = (...lines: string[]) => {
  const rows = lines.map((line, at): TimetableRow => ({ line: at + 2, values: line.split(','), columns }))
  const timetable = checkTimetable(rows, known, { acceptSuggestions: false, onLine: () => {} })
  return { ...timetable, report: formatReport(timetable.refusals).split('\n').slice(1, -1) }
}

test('every column is checked, in the order of the file', () => {
  expect(check(',0,Someday,,,Room C,25:00,').report).toEqual([
    '2,Department,,is empty,',
    '2,Year,0,is not a whole number from 1 to 6,',
    '2,Day,Someday,unknown weekday (in English: Monday or Mon),',
    '2,Course Code,,is empty,',
    '2,Course Name,,is empty,',
    '2,Location,Room C,unknown room,Room A or Room B',
    '2,Start Time,25:00,is not a time like 15:00 or 3:00 PM,',
    '2,End Time,,is empty,',
  ])
})

test('a class must end after it starts; an end twelve hours later is suggested where it helps', () => {
  expect(
    check('Physics,1,Mon,P 1,Optics,Room A,13:00,1:55', 'Physics,1,Mon,P 1,Optics,Room A,9:00,9:00').report,
  ).toEqual([
    '2,End Time,1:55,is not after the start at 13:00,13:55',
    '3,End Time,9:00,is not after the start at 09:00,21:00',
  ])
})

test('a code has the title of the database, or else of its first line, also where that line is refused', () => {
  expect(
    check(
      'Physics,1,Mon,mth101,Geometry,Room A,8:00,9:00',
      'Physics,9,Mon,P 1,Optics,Room A,9:00,10:00',
      'Physics,1,Tue,p1,OPTICS,Room A,9:00,10:00',
      'Physics,1,Wed,P 1,Waves,Room A,9:00,10:00',
    ).report,
  ).toEqual([
    '2,Course Name,Geometry,MTH 101 has another title in the database,Algebra',
    '3,Year,9,is not a whole number from 1 to 6,',
    '5,Course Name,Waves,P 1 has another title on line 3,Optics',
  ])
})

test('a repeated line is a notice, however it is written', () => {
  const { report, notices, classes } = check(
    'Physics,1,Mon,P 1,Optics,Room A,15:00,16:00',
    'Chemistry,1,Mon,P 1,Optics,Room A,15:00,16:00',
    'PHYSICS,1,Monday,p1,Optics,North / Room A,3:00 PM,4 pm',
  )
  expect(report).toEqual([])
  expect(notices).toMatchObject([{ line: 4, reason: 'notice: repeats line 2' }])
  expect(classes).toHaveLength(1)
  expect(classes[0]?.groups.map(({ department }) => department)).toEqual(['Physics', 'Chemistry'])
})

test('a class of which every line is refused counts as being in the file', () => {
  const { classes } = check('Physics,9,Mon,P 1,Optics,Room A,8:00,9:00')
  expect(classes).toMatchObject([{ groups: [], hasRefusedLine: true }])
})
