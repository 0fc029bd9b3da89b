import fc from 'fast-check'
import { expect, test } from 'vitest'
import { weekdays } from '../../places/classDays.ts'
import { readWeekday, weekdayName } from './weekday.ts'

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
  ['Wedneesday', 'Wednesday'],
  ['Teusday', 'Tuesday'],
  ['Firday', 'Friday'],
  ['Tursday', 'Tuesday or Thursday'],
  ['Suturday', 'Saturday'],
])('%s is refused, and %s shown for it, never taken', ([written = '', suggestion]) => {
  expect(readWeekday(written)).toEqual({ reason: 'unknown weekday', suggestion })
})

const asked = { reason: 'unknown weekday (in English: Monday or Mon)' }

test.for([
  'LUNES',
  'JUEVES',
  'lun',
  'onsdag',
  'zondag',
  'TuTh',
  'MWF',
  'Monday (odd)',
  'Mon/Wed',
  'Monday 1',
  'Tus',
  '2',
])('%s is refused, and nothing is shown for it', (written) => {
  expect(readWeekday(written)).toEqual(asked)
})

const languages = [
  'es',
  'fr',
  'de',
  'it',
  'pt',
  'nl',
  'da',
  'sv',
  'pl',
  'fi',
  'tr',
  'hr',
  'cs',
  'hu',
  'ro',
  'cy',
  'vi',
  'id',
]
const styles = ['long', 'short'] as const
/** The first of January 2024 was a Monday. */
const names = languages.flatMap((language) =>
  styles.flatMap((weekday) => {
    const format = new Intl.DateTimeFormat(language, { weekday, timeZone: 'UTC' })
    return weekdays.map((day, at) => ({ written: format.format(Date.UTC(2024, 0, 1 + at)), day, language }))
  }),
)

test('the name of a weekday in another language is never read, nor shown, as another day', () => {
  expect(names.length).toBe(languages.length * 14)
  for (const { written, day, language } of names) {
    for (const form of [written, written.toUpperCase(), written.normalize('NFD').replace(/\p{M}/gu, '')]) {
      const reading = readWeekday(form)
      const seen = 'value' in reading ? weekdayName(reading.value) : (reading.suggestion ?? weekdayName(day))
      expect({ language, form, seen }).toEqual({ language, form, seen: weekdayName(day) })
      expect(reading).not.toHaveProperty('nearest')
    }
  }
})

test('a weekday is only ever read from a text that is a form of one', () => {
  const part = fc.constantFrom(...names.map(({ written }) => written), 'Monday', 'Tue', '(odd)', 'Th', '/', ' ', '1')
  fc.assert(
    fc.property(fc.array(part, { minLength: 2, maxLength: 4 }), (parts) => {
      const written = parts.join('').trim()
      const reading = readWeekday(written)
      if ('value' in reading) expect(/^[a-z]+\.?$/i.test(written)).toBe(true)
      else expect(reading).not.toHaveProperty('nearest')
    }),
  )
})
