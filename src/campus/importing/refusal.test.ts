import { expect, test } from 'vitest'
import { countLines, formatRefusedLines, formatReport } from './refusal.ts'

const refusal = { line: 3, column: 'Day', value: 'Wedneesday', reason: 'unknown weekday', suggestion: 'Wednesday' }
const year = { line: 3, column: 'Year', value: '9', reason: 'is not a whole number', suggestion: '' }
const room = { line: 2, column: 'Location', value: 'A, "B"', reason: 'unknown room', suggestion: '' }

test('a line with several problems is one row, in the order of lines', () => {
  expect(formatRefusedLines([refusal, year, room])).toBe(
    '2,Location,"A, ""B""",unknown room,\n' +
      '3,Day; Year,Wedneesday; 9,unknown weekday; is not a whole number,Wednesday\n',
  )
  expect(countLines([refusal, year, room])).toBe(2)
})

test('the report has a header and a row for each problem', () => {
  expect(formatReport([refusal, year])).toBe(
    'line,column,value,reason,suggestion\n3,Day,Wedneesday,unknown weekday,Wednesday\n3,Year,9,is not a whole number,\n',
  )
})

test('control characters of a file never reach a terminal, nor break a row', () => {
  expect(formatRefusedLines([{ ...refusal, value: '\u001b[2J\u2028\u202e' }])).toBe(
    '3,Day,\\u{1b}[2J\\u{2028}\\u{202e},unknown weekday,Wednesday\n',
  )
})
