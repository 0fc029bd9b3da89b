import { expect, test } from 'vitest'
import { formatClockTime, readClockTime } from './clockTime.ts'

test.for([
  ['15:00', '15:00'],
  ['8:00', '08:00'],
  ['08:00:00', '08:00'],
  ['3:00 PM', '15:00'],
  ['3:05 p.m.', '15:05'],
  ['03:00pm', '15:00'],
  ['3 pm', '15:00'],
  ['12:00 AM', '00:00'],
  ['12:30 PM', '12:30'],
  ['0:00', '00:00'],
  ['23:59', '23:59'],
])('%s is %s', ([written = '', time]) => {
  const reading = readClockTime(written)
  expect('value' in reading && formatClockTime(reading.value)).toBe(time)
})

test.for(['24:00', '8:60', '13:00 PM', '0:30 AM', '8', 'noon', '8.30', '-1:00', '08:00:61'])(
  'refuses %s as a time',
  (written) => {
    expect(readClockTime(written)).toEqual({ reason: 'is not a time like 15:00 or 3:00 PM' })
  },
)

test('seconds are refused, without them suggested', () => {
  expect(readClockTime('08:00:30')).toEqual({ reason: 'is not a whole minute', suggestion: '08:00' })
})
