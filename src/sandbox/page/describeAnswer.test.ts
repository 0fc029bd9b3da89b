import { expect, test } from 'vitest'
import { describeAnswer, describeSchemaProblem } from './describeAnswer.ts'

test('counts SQL statements and errors', () => {
  const sql = { statements: 3, milliseconds: 1.2345 }
  expect(describeAnswer(JSON.stringify({ data: {}, extensions: { sql } }))).toBe(
    'No errors · 3 SQL statements, 1.2 ms in the database',
  )
  expect(
    describeAnswer(JSON.stringify({ errors: [{}], extensions: { sql: { statements: 1, milliseconds: 2 } } })),
  ).toBe('1 error · 1 SQL statement, 2 ms in the database')
})

test('passes over what an answer does not say', () => {
  expect(describeAnswer('{ "data": null, "errors": [{}, {}] }')).toBe('2 errors')
  expect(describeAnswer('{ "extensions": { "sql": { "statements": "3" } } }')).toBe('No errors')
  expect(describeAnswer('null')).toBe('No errors')
  expect(describeAnswer('')).toBe('Nothing was run in this tab yet.')
})

test('repeats what was said of the schema, in words where there are words', () => {
  const consequence = 'The schema could not be read, so there is no documentation and no completion.'
  expect(describeSchemaProblem('{ "errors": [{ "message": "It is off." }] }')).toBe(`${consequence} It is off.`)
  expect(describeSchemaProblem('Not allowed.')).toBe(`${consequence} Not allowed.`)
})
