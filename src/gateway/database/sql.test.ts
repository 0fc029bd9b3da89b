import { expect, test } from 'vitest'
import { containing, every, join, raw, sql } from './sql.ts'

test('a value is a parameter, and never part of the text', () => {
  const { text, values } = sql`select ${"'; drop table spaces; --"}::text, ${null}, ${[1, 2]}`
  expect(text).toBe('select $1::text, $2, $3')
  expect(values).toEqual(["'; drop table spaces; --", null, [1, 2]])
})

test('fragments keep their parameters in the order of the text, however deep', () => {
  const inner = sql`a = ${1} and ${sql`b = ${2} or ${raw('true')}`}`
  const { text, values } = sql`select ${0} where ${inner} and c = ${3}`
  expect(text).toBe('select $1 where a = $2 and b = $3 or true and c = $4')
  expect(values).toEqual([0, 1, 2, 3])
})

test('a fragment may stand in several places', () => {
  const open = sql`floor > ${2}`
  const { text, values } = sql`${open} union ${open}`
  expect([text, values]).toEqual(['floor > $1 union floor > $2', [2, 2]])
})

test('undefined is a parameter like any other value', () => {
  expect(sql`${undefined}`.values).toEqual([undefined])
})

test('lists are joined, values and fragments alike', () => {
  expect(join([1, sql`now() - ${2}`, 3]).text).toBe('$1,now() - $2,$3')
  expect(join([raw('a'), raw('b')], ' or ').text).toBe('a or b')
  expect(join([raw('a')], ' or ').text).toBe('a')
})

test('equal joins share their strings, by which a statement is found again', () => {
  expect(join([1, 2]).strings).toBe(join([3, 4]).strings)
  expect(join([1, 2]).strings).not.toBe(join([1, 2], ';').strings)
})

test('nothing cannot be joined, and no condition holds always', () => {
  expect(() => join([])).toThrow('Nothing cannot be joined.')
  expect(every([]).text).toBe('true')
  expect(every([sql`a = ${1}`, sql`b`]).text).toBe('a = $1 and b')
})

test('what people type means itself in a pattern', () => {
  expect(containing('50%_\\')).toBe('%50\\%\\_\\\\%')
})
