import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createImportDesk, type ImportDesk, type Outcome } from '../../support/importDesk.ts'

const folder = fileURLToPath(new URL('../../support/campusFiles', import.meta.url))

let desk: ImportDesk
let campus: Outcome

beforeAll(async () => {
  desk = await createImportDesk()
  campus = await desk.run('import', 'campus', folder)
  await desk.run('term', 'add', 'Second 2025', '--from', '2025-01-27', '--to', '2025-05-09')
})

afterAll(() => desk.end())

const importTimetable = (...flags: string[]) =>
  desk.run('import', 'timetable', `${folder}/timetable.csv`, '--term', 'Second 2025', ...flags)

const wednesday = (line: number) => `${line},Day,Wedneesday,unknown weekday,Wednesday`

/** Line 36 calls the course by its first title. */
const embedded = (line: number) =>
  `${line},Course Name,Embedded Systems,COE 358 has another title on line 36,Introduction to Software Engineering`

test('every building and space is imported', async () => {
  expect(campus).toMatchObject({
    exitStatus: 0,
    stdout: '17 buildings, 60 spaces: 77 added, 0 changed, 0 unchanged.\n',
  })
  expect(await desk.query('select kind, count(*)::int as n from spaces group by kind order by kind')).toEqual([
    { kind: 'CLASSROOM', n: 34 },
    { kind: 'LABORATORY', n: 21 },
    { kind: 'OFFICE', n: 5 },
  ])
})

test('what the files do not know is null: floors given as 0, missing room numbers', async () => {
  expect(await desk.query('select count(*)::int as n from buildings where floors is null')).toEqual([{ n: 5 }])
  expect(await desk.query('select count(*)::int as n from spaces where room_number is null')).toEqual([{ n: 21 }])
})

test('a name with a comma is one name', async () => {
  const found = await desk.query(`select from spaces where name = 'Communications, Networking And Signal Processing'`)
  expect(found).toHaveLength(1)
})

test('the same folder a second time changes nothing', async () => {
  const before = await desk.digest()
  expect(await desk.run('import', 'campus', folder)).toMatchObject({
    exitStatus: 0,
    stdout: '17 buildings, 60 spaces: 0 added, 0 changed, 77 unchanged.\n',
  })
  expect(await desk.digest()).toBe(before)
})

test('the report of the timetable names every line that cannot be right, and nothing is imported', async () => {
  const before = await desk.digest()
  const { exitStatus, refused, summary } = await importTimetable()
  expect(exitStatus).toBe(1)
  expect(refused).toEqual([...[34, 35, 36, 37, 38, 39].map(wednesday), ...[40, 41, 45].map(embedded)])
  expect(summary).toBe('36 lines right, 9 refused: nothing was changed in "Second 2025".')
  expect(await desk.digest()).toBe(before)
})

test('without what is refused the rest can be imported; no weekday is taken by suggestion', async () => {
  const { exitStatus, refused, summary } = await importTimetable('--accept-suggestions', '--skip-refused')
  expect(exitStatus).toBe(0)
  expect(refused).toEqual([...[34, 35, 36, 37, 38, 39].map(wednesday), ...[40, 41, 45].map(embedded)])
  expect(summary).toBe(
    '36 lines right, 9 refused. In "Second 2025": 36 sessions added, 0 unchanged, 0 removed; ' +
      '36 groups added, 0 removed; 11 courses added, 0 retitled; 540 bookings added, 0 removed.',
  )
  expect(await desk.query('select code, title from courses order by code limit 3')).toEqual([
    { code: 'COE 152', title: 'Basic Electronics' },
    { code: 'COE 158', title: 'Introduction to Information Technology' },
    { code: 'COE 354', title: 'Operating Systems' },
  ])
})
