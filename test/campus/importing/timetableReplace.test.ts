import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ImportDesk } from '../../support/importDesk.ts'
import { createTimetableDesk, type LineParts, timetable } from '../../support/timetableCampus.ts'

let desk: ImportDesk
/** A weekday that is neither today nor near it, so that no class begins while a test runs. */
let day: string

beforeEach(async () => {
  desk = await createTimetableDesk()
  await desk.query(`
    insert into terms (name, starts_on, ends_on, time_zone)
    select 'Now', current_date - 25, current_date + 30, 'Africa/Accra'`)
  const [row] = await desk.query<{ day: string }>(`select to_char(current_date + 3, 'Dy') as day`)
  day = row?.day ?? ''
})

afterEach(() => desk.end())

const importLines = async (lines: LineParts[], ...flags: string[]) =>
  desk.run(
    ...['import', 'timetable', await desk.write('t.csv', timetable(...lines.map((line) => ({ day, ...line }))))],
    ...['--term', 'Now', ...flags],
  )

/** Four weeks lie behind and four ahead: 3 − 28 = −25 days, 3 + 28 > 30. */
const countByCourse = () =>
  desk.query<{ course: string; past: number; future: number; linked: number }>(`
    select left(title, 5) as course, count(*) filter (where starts_at <= now())::int as past,
      count(*) filter (where starts_at > now())::int as future, count(class_session_id)::int as linked
    from bookings group by 1 order by 1`)

test('without --replace sessions that the file lacks stay', async () => {
  await importLines([{ code: 'PHY 1' }])
  await importLines([{ code: 'CHM 1', room: 'Great Hall' }])
  expect(await countByCourse()).toEqual([
    { course: 'CHM 1', past: 4, future: 4, linked: 8 },
    { course: 'PHY 1', past: 4, future: 4, linked: 8 },
  ])
})

test('--replace removes them with the bookings to come, and keeps those that have begun', async () => {
  await importLines([{ code: 'PHY 1' }, { code: 'BIO 1', room: 'Great Hall' }])
  const { summary } = await importLines([{ code: 'BIO 1', room: 'Great Hall' }], '--replace')
  expect(summary).toContain('0 sessions added, 1 unchanged, 1 removed')
  expect(summary).toContain('4 removed.')
  expect(await countByCourse()).toEqual([
    { course: 'BIO 1', past: 4, future: 4, linked: 8 },
    { course: 'PHY 1', past: 4, future: 0, linked: 0 },
  ])
})

test('--replace gives freed slots to the new sessions, from now on', async () => {
  await importLines([{ code: 'PHY 1' }])
  const { exitStatus } = await importLines([{ code: 'CHM 1', start: '08:30', end: '09:30' }], '--replace')
  expect(exitStatus).toBe(0)
  expect(await countByCourse()).toEqual([
    { course: 'CHM 1', past: 0, future: 4, linked: 4 },
    { course: 'PHY 1', past: 4, future: 0, linked: 0 },
  ])
})

test('a class that --replace moves is not written into the past of its new room, by the next import neither', async () => {
  await importLines([{ code: 'PHY 1' }])
  const moved = [{ code: 'PHY 1', room: 'Great Hall' }]
  await importLines(moved, '--replace')
  expect(await countByCourse()).toEqual([{ course: 'PHY 1', past: 4, future: 4, linked: 4 }])
  const before = await desk.digest()
  await importLines(moved)
  expect(await desk.digest()).toBe(before)
})

test('the same file a second time with --replace changes nothing', async () => {
  await importLines([{ code: 'PHY 1' }])
  await importLines([{ code: 'CHM 1' }, { code: 'CHM 1', year: 2 }], '--replace')
  const before = await desk.digest()
  expect((await importLines([{ code: 'CHM 1' }, { code: 'CHM 1', year: 2 }], '--replace')).summary).toContain(
    'nothing to change',
  )
  expect(await desk.digest()).toBe(before)
})

test('a session that comes later takes no slot from a class that was held', async () => {
  await importLines([{ code: 'PHY 1' }])
  await importLines([{ code: 'BIO 1', room: 'Great Hall' }], '--replace')
  expect((await importLines([{ code: 'CHM 1' }])).exitStatus).toBe(0)
  expect(await countByCourse()).toContainEqual({ course: 'CHM 1', past: 0, future: 4, linked: 4 })
  expect(await countByCourse()).toContainEqual({ course: 'PHY 1', past: 4, future: 0, linked: 0 })
})

test('--replace removes groups that the file lacks, but not where a line of their class was refused', async () => {
  const years = () => desk.query('select year_group as year from class_groups order by 1')
  await importLines([{ year: 1 }, { year: 2 }, { year: 3 }])
  await importLines([{ year: 1 }, { year: 8 }], '--replace', '--skip-refused')
  expect(await years()).toEqual([{ year: 1 }, { year: 2 }, { year: 3 }])
  await importLines([{ year: 1 }, { year: 2 }], '--replace')
  expect(await years()).toEqual([{ year: 1 }, { year: 2 }])
})

test('--replace keeps a session whose lines are refused for something else', async () => {
  await importLines([{ code: 'PHY 1' }, { code: 'BIO 1', room: 'Great Hall' }])
  const before = await desk.digest()
  const { refused } = await importLines(
    [
      { code: 'PHY 1', year: 9 },
      { code: 'BIO 1', room: 'Great Hall' },
    ],
    '--replace',
    '--skip-refused',
  )
  expect(refused).toHaveLength(1)
  expect(await desk.digest()).toBe(before)
})

test('--replace leaves other terms alone', async () => {
  await desk.run('term', 'add', 'Later', '--from', '2035-01-08', '--to', '2035-02-09')
  await desk.run('import', 'timetable', await desk.write('l.csv', timetable({})), '--term', 'Later')
  await importLines([{ code: 'CHM 1' }], '--replace')
  expect(await desk.query('select count(*)::int as n from class_sessions')).toEqual([{ n: 2 }])
})

test('--dry-run counts what --replace would remove', async () => {
  await importLines([{ code: 'PHY 1' }, { code: 'PHY 1', year: 2 }])
  const before = await desk.digest()
  const { summary } = await importLines([{ code: 'CHM 1' }], '--replace', '--dry-run')
  expect(summary).toContain('1 session added, 0 unchanged, 1 removed')
  expect(summary).toContain('4 bookings added, 4 removed')
  expect(await desk.digest()).toBe(before)
})

test('a title that --replace changes is on the bookings to come, and not on those that have begun', async () => {
  await importLines([{ title: 'Mechanics' }])
  await importLines([{ title: 'Statics' }], '--replace')
  expect(
    await desk.query(
      'select title, starts_at > now() as future, count(*)::int as n from bookings group by 1, 2 order by 1',
    ),
  ).toEqual([
    { title: 'PHY 101 Mechanics', future: false, n: 4 },
    { title: 'PHY 101 Statics', future: true, n: 4 },
  ])
})
