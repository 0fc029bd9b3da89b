import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { mondayOf } from './clock.ts'
import { termsAround } from './terms.ts'

const days = [
  ['in the middle of a week', '2026-11-18'],
  ['on a Monday', '2026-11-16'],
  ['on a Sunday', '2026-11-22'],
  ['at the end of December', '2026-12-31'],
  ['on New Year’s Day', '2027-01-01'],
  ['on a leap day', '2028-02-29'],
  ['in the middle of the year', '2026-07-06'],
] as const

const date = (text: string) => Temporal.PlainDate.from(text)
const isBetween = (day: Temporal.PlainDate, from: string, to: string) =>
  Temporal.PlainDate.compare(day, date(from)) >= 0 && Temporal.PlainDate.compare(day, date(to)) <= 0

describe.each(days)('the terms %s', (_, text) => {
  const today = date(text)
  const { before, running, after } = termsAround(today, 'Africa/Accra')
  const monday = mondayOf(today)

  it('have one that runs from last week for at least eight more weeks', () => {
    expect(isBetween(monday.subtract({ weeks: 1 }), running.row.startsOn, running.row.endsOn)).toBe(true)
    expect(isBetween(today.add({ weeks: 8 }), running.row.startsOn, running.row.endsOn)).toBe(true)
  })

  it('have their breaks inside them, and not in this or the next week', () => {
    for (const { row, breakRow } of [before, running, after]) {
      expect(isBetween(date(breakRow.startsOn), row.startsOn, row.endsOn)).toBe(true)
      expect(isBetween(date(breakRow.endsOn), row.startsOn, row.endsOn)).toBe(true)
    }
    expect(Temporal.PlainDate.compare(date(running.breakRow.startsOn), monday.add({ weeks: 2 }))).toBe(1)
  })

  it('follow each other and are named in that order', () => {
    const [first, second, third] = [before.row, running.row, after.row]
    expect([first.endsOn < second.startsOn, second.endsOn < third.startsOn]).toEqual([true, true])
    expect([first.name, second.name, third.name]).toEqual([first.name, second.name, third.name].toSorted())
    expect(new Set([first.name, second.name, third.name]).size).toBe(3)
  })
})

describe('a term', () => {
  it('is named by its academic year and semester', () => {
    const { before, running, after } = termsAround(date('2026-11-18'), 'Africa/Accra')
    expect([before, running, after].map(({ row }) => row.name)).toEqual([
      '2025/26 Semester 2',
      '2026/27 Semester 1',
      '2026/27 Semester 2',
    ])
  })

  it('has a class once a week, but not in the break', () => {
    const { running } = termsAround(date('2026-11-18'), 'Africa/Accra')
    const dates = running.occurrencesMs('WEDNESDAY', '08:00').map((ms) => new Date(ms).toISOString().slice(0, 10))
    expect(dates).toHaveLength(15)
    expect(dates).toContain('2026-11-18')
    expect(dates.filter((day) => day >= running.breakRow.startsOn && day <= running.breakRow.endsOn)).toEqual([])
  })

  it('keeps its clock times when the clocks change', () => {
    const { running } = termsAround(date('2026-10-21'), 'America/New_York')
    const utcTimes = running.occurrencesMs('MONDAY', '08:00').map((ms) => new Date(ms).toISOString().slice(11, 16))
    expect(new Set(utcTimes)).toEqual(new Set(['12:00', '13:00']))
  })
})
