import { afterEach, beforeEach, expect, test } from 'vitest'
import { createImportDesk, type ImportDesk } from '../support/importDesk.ts'

let desk: ImportDesk

beforeEach(async () => {
  desk = await createImportDesk()
})

afterEach(() => desk.end())

const add = (name: string, from: string, to: string, ...flags: string[]) =>
  desk.run('term', 'add', name, '--from', from, '--to', to, ...flags)

test('a term is added in the zone of the campus, or in one of its own', async () => {
  expect(await add('Fall 2025', '2025-09-01', '2025-12-19')).toMatchObject({
    exitStatus: 0,
    stdout: 'Added the term "Fall 2025", 2025-09-01 to 2025-12-19 in Africa/Accra.\n',
  })
  await add(' Abroad  2025 ', '2025-09-01', '2025-09-01', '--time-zone', 'europe/london')
  expect(await desk.query('select name, starts_on::text, ends_on::text, time_zone from terms order by id')).toEqual([
    { name: 'Fall 2025', starts_on: '2025-09-01', ends_on: '2025-12-19', time_zone: 'Africa/Accra' },
    { name: 'Abroad 2025', starts_on: '2025-09-01', ends_on: '2025-09-01', time_zone: 'Europe/London' },
  ])
})

test('the same term a second time changes nothing, another one of the name is refused', async () => {
  await add('Fall 2025', '2025-09-01', '2025-12-19')
  const before = await desk.digest()
  expect(await add('Fall 2025', '2025-09-01', '2025-12-19')).toMatchObject({
    exitStatus: 0,
    stdout: 'Nothing to change: there is the term "Fall 2025", 2025-09-01 to 2025-12-19 in Africa/Accra.\n',
  })
  expect(await add('Fall 2025', '2025-09-01', '2025-12-20')).toMatchObject({
    exitStatus: 1,
    stderr: 'There is a term "Fall 2025", 2025-09-01 to 2025-12-19 in Africa/Accra already.\n',
  })
  expect((await add('FALL 2025', '2025-09-01', '2025-12-19')).exitStatus).toBe(1)
  expect(await desk.digest()).toBe(before)
})

test('two at once add one', async () => {
  const outcomes = await Promise.all([1, 2, 3].map(() => add('Fall 2025', '2025-09-01', '2025-12-19')))
  expect(outcomes.map(({ exitStatus }) => exitStatus)).toEqual([0, 0, 0])
  expect(await desk.query('select count(*)::int as n from terms')).toEqual([{ n: 1 }])
})

test.for([
  {
    typed: ['T', '2025-02-30', '2025-03-30'],
    told: '--from must be a day that exists, like 2027-01-18, not "2025-02-30".',
  },
  { typed: ['T', '2025-02-03', '3 March'], told: '--to must be a day that exists, like 2027-01-18, not "3 March".' },
  {
    typed: ['T', '2025-02-03', '2025-02-02'],
    told: '--to must not be before --from: 2025-02-02 is before 2025-02-03.',
  },
  { typed: ['T', '2025-02-03', '2026-03-10'], told: 'A term has at most 400 days: 2025-02-03 to 2026-03-10 are 401.' },
  { typed: ['', '2025-02-03', '2025-03-03'], told: 'The name of a term is empty: "".' },
  { typed: ['T\u0007', '2025-02-03', '2025-03-03'], told: 'The name of a term holds a control character: "T\\u0007".' },
  {
    typed: ['T', '2025-02-03', '2025-03-03', '--time-zone', 'Mars/Olympus'],
    told: '--time-zone must be an IANA time zone like Africa/Accra, not "Mars/Olympus".',
  },
  {
    typed: ['T', '2025-02-03', '2025-03-03', '--time-zone', '+01:00'],
    told: '--time-zone must be an IANA time zone like Africa/Accra, not "+01:00".',
  },
])('bad usage: $told', async ({ typed: [name = '', from = '', to = '', ...flags], told }) => {
  expect(await add(name, from, to, ...flags)).toMatchObject({ exitStatus: 2, stderr: `${told}\n` })
})
