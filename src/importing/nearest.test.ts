import { expect, test } from 'vitest'
import { findNearest } from './nearest.ts'

test('all names at the least distance are given', () => {
  expect(findNearest('pb013', ['pb012', 'pb014', 'pb212', 'a110'])).toEqual({ names: ['pb012', 'pb014'], distance: 1 })
})

test('two neighbours swapped are one slip, as a letter dropped or doubled is', () => {
  expect(findNearest('firday', ['friday', 'fizday']).names).toEqual(['friday', 'fizday'])
  expect(findNearest('teusday', ['tuesday', 'thursday']).names).toEqual(['tuesday'])
})

test('a name that half of is wrong is not suggested', () => {
  expect(findNearest('lundi', ['sunday']).names).toEqual([])
  expect(findNearest('', ['x', 'yz']).names).toEqual(['x'])
})
