import { expect, test } from 'vitest'
import { readWeekday } from './weekday.ts'

test.for([
  ['Monday', 'MONDAY'],
  ['TUE', 'TUESDAY'],
  ['Tues', 'TUESDAY'],
  ['weds.', 'WEDNESDAY'],
  ['thur', 'THURSDAY'],
  ['Fr', 'FRIDAY'],
  ['sat', 'SATURDAY'],
  ['SUNDAY', 'SUNDAY'],
])('%s is %s', ([written = '', value]) => {
  expect(readWeekday(written)).toEqual({ value })
})

test.for([
  ['Wedneesday', 'Wednesday', 'WEDNESDAY'],
  ['Teusday', 'Tuesday', 'TUESDAY'],
  ['Firday', 'Friday', 'FRIDAY'],
  ['Tus', 'Tuesday', 'TUESDAY'],
  ['Tursday', 'Tuesday or Thursday', undefined],
  ['Lundi', '', undefined],
])('%s is unknown; suggested: %s', ([written = '', suggestion, nearest]) => {
  expect(readWeekday(written)).toMatchObject({ reason: 'unknown weekday', suggestion })
  expect('nearest' in readWeekday(written)).toBe(nearest !== undefined)
})
