import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lapseOf } from './lapse.ts'

const minuteMs = 60_000
const created = new Date('2031-01-06T10:00:00Z')
const after = (minutes: number) => new Date(created.getTime() + minutes * minuteMs)

/** For a booking that starts and ends so many minutes after its creation: the minutes after which it lapses. */
const lapse = (starts: number, ends: number) =>
  (lapseOf({ startsAt: after(starts), endsAt: after(ends) }, created).getTime() - created.getTime()) / minuteMs

test.for([
  ['after 72 hours', 100 * 60, 101 * 60, 72 * 60],
  ['at its start, where that comes first', 600, 660, 600],
  ['not within 15 minutes of its creation', 5, 65, 15],
  ['not at once, though it has started', -15, 45, 15],
  ['at its end, where that comes first', -15, 10, 10],
  ['at its end, though 15 minutes are not over', 5, 6, 6],
] as const)('a pending booking lapses %s', ([, starts, ends, expected]) => {
  expect(lapse(starts, ends)).toBe(expected)
})

test('the sentence of the contract holds for any times', () => {
  const times = fc.record({ starts: fc.integer({ min: -15, max: 6000 }), length: fc.integer({ min: 1, max: 1440 }) })
  fc.assert(
    fc.property(times, ({ starts, length }) => {
      const ends = starts + length
      fc.pre(ends > 0)
      expect(lapse(starts, ends)).toBe(firstMinute((at) => at >= ends || (at >= 15 && (at >= 72 * 60 || at >= starts))))
    }),
  )
})

function firstMinute(holds: (minute: number) => boolean): number {
  let minute = 0
  while (!holds(minute)) minute++
  return minute
}
