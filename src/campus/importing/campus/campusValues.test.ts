import { expect, test } from 'vitest'
import { readBuildingKind, readCapacity, readEquipment, readFloor, readFloors, readLatitude } from './campusValues.ts'

test('0 floors are unknown, a floor 0 is the ground', () => {
  expect(readFloors('0')).toEqual({ value: null })
  expect(readFloors('')).toEqual({ value: null })
  expect(readFloors('4')).toEqual({ value: 4 })
  expect(readFloor('0')).toEqual({ value: 0 })
  expect(readFloor('-1')).toEqual({ value: -1 })
})

test('kinds are read in any case, and unknown ones come with the nearest', () => {
  expect(readBuildingKind('Storey')).toEqual({ value: 'STOREY' })
  expect(readBuildingKind('Story')).toMatchObject({ suggestion: 'STOREY' })
})

test.for(['1.5', '1e2', '0x10', '201', '١'])('refuses %s as a number of floors', (written) => {
  expect(readFloors(written)).toEqual({ reason: 'is not a whole number from 0 to 200' })
})

test.for(['90.1', '6,67', '6.67°', 'NaN', '1e1'])('refuses %s as a latitude', (written) => {
  expect(readLatitude(written)).toEqual({ reason: 'is not a number from -90 to 90' })
})

test('no seats are not taken for an unknown number of them', () => {
  expect(readCapacity('0')).toEqual({ reason: 'a room with no seats; leave it empty when unknown' })
})

test.for([
  ['semicolons', 'Projector; Piano;; projector '],
  ['commas', 'Projector, Piano ,,projector'],
  ['bars', 'Projector|Piano | projector|'],
  ['all of them', ';Projector,Piano|projector'],
])('equipment is separated by %s, each thing once', ([, written = '']) => {
  expect(readEquipment(written)).toEqual({ value: ['projector', 'Piano'] })
})

test('a cell without equipment is an empty list', () => {
  expect(readEquipment(' ;,| ')).toEqual({ value: [] })
  expect(readEquipment('')).toEqual({ value: [] })
})
