import { expect, test } from 'vitest'
import { findNearest } from './nearest.ts'

test('all names at the least distance are given', () => {
  expect(findNearest('pb013', ['pb012', 'pb014', 'pb212', 'a110'])).toMatchObject({
    names: ['pb012', 'pb014'],
    distance: 1,
  })
})

test('two neighbors swapped are one slip, as a letter dropped or doubled is', () => {
  expect(findNearest('firday', ['friday', 'fizday']).names).toEqual(['friday', 'fizday'])
  expect(findNearest('teusday', ['tuesday', 'thursday']).names).toEqual(['tuesday'])
})

test('a name that half of is wrong is not suggested', () => {
  expect(findNearest('lundi', ['sunday']).names).toEqual([])
  expect(findNearest('', ['x', 'yz']).names).toEqual(['x'])
})

test.for([
  ['lectre hall', 'lecture hall'],
  ['physics labb', 'physics lab'],
  ['lecturehall', 'lecture hall'],
  ['grat hall', 'great hall'],
])('%s can only be %s', ([written = '', name = '']) => {
  expect(findNearest(written, [name, 'something else'])).toMatchObject({ names: [name], isCertain: true })
})

test.for([
  ['another is as near', 'lecture hal', ['lecture hall', 'lecture ha']],
  ['five letters', 'rooom', ['room']],
  ['five letters in the name', 'rooms a', ['room a']],
  ['two letters wrong', 'lectr hall', ['lecture hall']],
  ['two letters swapped', 'letcure hall', ['lecture hall']],
  ['something left over', 'lecture hall (odd)', ['lecture hall']],
  ['another number', 'laboratory 12', ['laboratory 13']],
  ['a number too many', 'laboratory1', ['laboratory']],
  ['another letter that tells rooms apart', 'lecture hall a', ['lecture hall b']],
  ['another Roman numeral', 'auditorium vi', ['auditorium vii']],
  ['another long Roman numeral', 'auditorium xii', ['auditorium xiii']],
] as const)('not certain: %s', ([, written, names]) => {
  expect(findNearest(written, names)).toMatchObject({ isCertain: false })
})
