import { expect, test } from 'vitest'
import { cleanText, findNameFault, foldCode, foldName } from './names.ts'

test('white space around a text goes, and each run of it inside is one space', () => {
  expect(cleanText(' \u00a0COE  354\t\r\n x\u202fy ')).toBe('COE 354 x y')
})

test('a letter written in two characters is the letter', () => {
  expect(cleanText('Cafe\u0301')).toBe('Caf\u00e9')
})

test('names are one without case, codes also without spaces', () => {
  expect(foldName('Kwame  BUILDING')).toBe(foldName('kwame building'))
  expect(foldCode('coe 354')).toBe(foldCode('COE354'))
})

test('codes fold as names do, accented letters too', () => {
  expect(foldCode('É\u00a0tude 1')).toBe('étude1')
})

test.for([
  ['', 'is empty'],
  ['x'.repeat(201), 'is longer than 200 characters'],
  ['Room\u0000', 'holds a control character'],
  ['moo\u202eR', 'holds a control character'],
  ['\u200b', 'shows no letter'],
  ['x'.repeat(200), undefined],
  ['Ωmega → Halle 3', undefined],
] as const)('%j as a name: %s', ([name, fault]) => {
  expect(findNameFault(name)).toBe(fault)
})
