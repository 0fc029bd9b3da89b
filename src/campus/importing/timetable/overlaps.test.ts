import { expect, test } from 'vitest'
import type { ClassDay } from '../../places/classDays.ts'
import { findOverlaps } from './overlaps.ts'
import type { WeeklyClass } from './weeklyClasses.ts'

let count = 0
const weeklyClass = (start: number, end: number, given: Partial<WeeklyClass> = {}): WeeklyClass => ({
  ...{ n: count++, weekday: 'SUNDAY', start: start * 60, end: end * 60, groups: [], hasRefusedLine: false },
  room: { id: 1, name: 'Room A', building: 'North', kind: 'CLASSROOM' },
  course: { key: 'P1', code: 'P 1', title: 'Optics', line: 2 },
  ...given,
})

const refusedOf = (classes: WeeklyClass[], days: ClassDay[] = []) =>
  findOverlaps(classes, days).map(({ weeklyClass, holder }) => [classes.indexOf(weeklyClass), classes.indexOf(holder)])

test('the first of two has the room', () => {
  expect(refusedOf([weeklyClass(8, 10), weeklyClass(9, 11)])).toEqual([[1, 0]])
  expect(refusedOf([weeklyClass(8, 12), weeklyClass(9, 10)])).toEqual([[1, 0]])
})

test('classes that touch, other weekdays and other rooms do not meet', () => {
  const elsewhere = { room: { id: 2, name: 'Room B', building: 'North', kind: 'CLASSROOM' as const } }
  const classes = [
    weeklyClass(8, 9),
    weeklyClass(9, 10),
    weeklyClass(8, 9, { weekday: 'MONDAY' }),
    weeklyClass(8, 9, elsewhere),
  ]
  expect(refusedOf(classes)).toEqual([])
})

test('a class that is refused holds no room', () => {
  expect(refusedOf([weeklyClass(8, 10), weeklyClass(9, 11), weeklyClass(10, 12)])).toEqual([[1, 0]])
})

test('on a day that loses an hour, classes meet that never meet by the clock', () => {
  // The hour from 1:00 is not there: what is in it moves to 2:00.
  const secondsAt = (minutes: number) => (minutes >= 120 || minutes < 60 ? minutes : minutes + 60) * 60
  const day: ClassDay = { weekday: 'SUNDAY', day: '2025-03-30', hasGap: true, secondsAt }
  const classes = [weeklyClass(2, 3), weeklyClass(1, 2)]
  expect(findOverlaps(classes, [day])).toMatchObject([{ holder: { n: classes[0]?.n }, day: '2025-03-30' }])
  expect(findOverlaps(classes, [{ ...day, hasGap: false }])).toEqual([])
})

test('a gap before midnight moves a class into one of the next day', () => {
  // From 23:00 it is midnight at once.
  const hour = 3600
  const saturday = { day: '2025-03-29', hasGap: true, secondsAt: (minutes: number) => (minutes * hour) / 60 }
  const sunday = { day: '2025-03-30', hasGap: false, secondsAt: (minutes: number) => 23 * hour + (minutes * hour) / 60 }
  const days: ClassDay[] = [
    { weekday: 'SATURDAY', ...saturday },
    { weekday: 'SUNDAY', ...sunday },
  ]
  expect(refusedOf([weeklyClass(0, 1), weeklyClass(23, 23.5, { weekday: 'SATURDAY' })], days)).toEqual([[1, 0]])
  expect(refusedOf([weeklyClass(1, 2), weeklyClass(23, 23.5, { weekday: 'SATURDAY' })], days)).toEqual([])
})
