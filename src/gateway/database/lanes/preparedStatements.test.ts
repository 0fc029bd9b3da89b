import { expect, test } from 'vitest'
import { PreparedStatements } from './preparedStatements.ts'

const statement = (name: string, isKept = false) => ({ name, text: `select '${name}'`, isKept, usedAt: 0 })
const reader = () => {}

/** Of two at most, with these prepared */
function prepared(...names: string[]): PreparedStatements {
  const made = new PreparedStatements(2)
  for (const name of names) made.add(statement(name))
  return made
}

test('a new statement is closed before it is prepared, since an error may have left it there', () => {
  expect(prepared().add(statement('a'))).toEqual(['a'])
})

test('one more than there may be closes the one that was not used for longest', () => {
  const two = prepared('a', 'b')
  two.use(statement('a'))
  expect(two.add(statement('c'))).toEqual(['c', 'b'])
  expect(['a', 'b', 'c'].map((name) => two.has(name))).toEqual([true, false, true])
})

test('what is kept is not closed, and what became so since it was prepared is not either', () => {
  const two = prepared('a', 'b')
  two.use(statement('a', true))
  two.use(statement('b'))
  expect(two.add(statement('c'))).toEqual(['c', 'b'])
  two.use(statement('c', true))
  expect(two.add(statement('d'))).toEqual(['d'])
})

test('a reader is known from the first description on', () => {
  const one = prepared('a')
  expect(one.use(statement('a'))).toBeUndefined()
  one.describe('a', reader)
  expect(one.use(statement('a'))).toBe(reader)
})

test('what came behind an error is prepared anew, and closed by the next that is prepared', () => {
  const two = prepared('a', 'b')
  two.doubt(['a'])
  expect(two.has('a')).toBe(false)
  expect(two.add(statement('c'))).toEqual(['c', 'a'])
  two.doubt(['b'])
  expect(two.add(statement('b'))).toEqual(['b', 'b'])
  expect(two.add(statement('d'))).toEqual(['d', 'c'])
})

test('what was to be closed behind an error is closed again, unless it was prepared since', () => {
  const two = prepared('a', 'b')
  const closed = [...two.add(statement('c')), ...two.add(statement('a'))]
  two.doubtClosed(closed)
  expect(two.add(statement('d'))).toEqual(['d', 'b', 'c'])
})
