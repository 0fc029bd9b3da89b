import { expect, test } from 'vitest'
import { createRoomReader, type Room } from './rooms.ts'

const room = (id: number, name: string, building = 'North', kind: Room['kind'] = 'CLASSROOM') => ({
  id,
  name,
  building,
  kind,
})

const lectureHall = room(1, 'Lecture Hall')
const hallOfSouth = room(3, 'Hall', 'South')
const rooms = [
  ...[lectureHall, room(2, 'Hall'), hallOfSouth, room(4, 'Office 424', 'North', 'OFFICE')],
  ...[room(5, 'PB012'), room(6, 'PB014'), room(7, 'A/V Room'), room(8, 'NEB-FF1'), room(9, 'LT')],
]
const read = createRoomReader(rooms)

test('a room is found without case, also by building and room, with or without spaces about the slash', () => {
  expect(read('lecture hall')).toEqual({ value: lectureHall })
  expect(read('SOUTH/hall')).toEqual({ value: hallOfSouth })
  expect(read('South / Hall')).toEqual({ value: hallOfSouth })
  expect(read('a/v room')).toMatchObject({ value: { id: 7 } })
  const slashed = createRoomReader([room(1, 'Hall', 'A/B Block'), room(2, 'Hall')])
  expect(slashed('A/B Block / Hall')).toMatchObject({ value: { id: 1 } })
})

test('a name of several buildings is asked about, never guessed', () => {
  expect(read('Hall')).toEqual({
    reason: 'is a room of 2 buildings; write Building / Room',
    suggestion: 'North / Hall or South / Hall',
  })
})

test('an office cannot be booked', () => {
  expect(read('Office 424')).toEqual({ reason: 'is an office, which cannot be booked' })
})

test('rooms of one building that only case tells apart are found by their exact names', () => {
  const twins = createRoomReader([room(1, 'Lab'), room(2, 'LAB')])
  expect(twins('LAB')).toMatchObject({ value: { id: 2 } })
  expect(twins('lab')).toMatchObject({ reason: 'is the name of several rooms' })
})

test('the only near room is suggested, and is safe to take when only letters are wrong', () => {
  expect(read('Lectre Hall')).toEqual({ reason: 'unknown room', suggestion: 'Lecture Hall', nearest: lectureHall })
})

test.for([
  ['PB013', 'PB012 or PB014'],
  ['NEB-FF2', 'NEB-FF1'],
  ['LX', 'LT'],
  ['Hal', 'North / Hall or South / Hall'],
  ['Gymnasium', ''],
])('for %s only suggested, never taken: %s', ([written = '', suggestion]) => {
  expect(read(written)).toEqual({ reason: 'unknown room', suggestion })
})
