import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ImportDesk } from '../../support/importDesk.ts'
import { createTimetableDesk, type LineParts, pastTerm, timetable } from '../../support/timetableCampus.ts'

let desk: ImportDesk

beforeEach(async () => {
  desk = await createTimetableDesk()
  await desk.run(...pastTerm)
})

afterEach(() => desk.end())

const importInto = async (term: string, lines: LineParts[], ...flags: string[]) =>
  desk.run(...['import', 'timetable', await desk.write('timetable.csv', timetable(...lines)), '--term', term], ...flags)

const importLines = (lines: LineParts[], ...flags: string[]) => importInto('Spring 2025', lines, ...flags)

const book = (kind: string, start: string, end: string, status = "'CONFIRMED', null") =>
  desk.query(
    `insert into bookings (space_id, title, kind, starts_at, ends_at, status, lapses_at)
    select 1, 'Resit', '${kind}', '${start}', '${end}', ${status}`,
  )

test.for(['EXAM', 'EVENT'])('a class that meets an %s in any week is refused, naming it', async (kind) => {
  await book(kind, '2025-03-10 08:30Z', '2025-03-10 12:00Z')
  const before = await desk.digest()
  const { exitStatus, refused } = await importLines([{}, { year: 2 }, { day: 'Tuesday' }])
  const reason = `the room has the ${kind} ""Resit"" from 2025-03-10 08:30 to 2025-03-10 12:00`
  expect(exitStatus).toBe(1)
  expect(refused).toEqual([`2,Location,Room A,"${reason}",`, `3,Location,Room A,"${reason}",`])
  expect(await desk.digest()).toBe(before)
})

test('of several bookings in the way the first is named and the rest counted', async () => {
  await book('EVENT', '2025-03-17 08:00Z', '2025-03-17 09:00Z')
  await book('EXAM', '2025-02-17 08:00Z', '2025-02-17 09:00Z')
  expect((await importLines([{}])).refused[0]).toMatch(
    /the EXAM .* from 2025-02-17 08:00 to 2025-02-17 09:00 and 1 more/,
  )
})

test('bookings that only touch a class, are cancelled, or are in another room are not in the way', async () => {
  await book('EXAM', '2025-03-10 07:00Z', '2025-03-10 08:00Z')
  await book('EVENT', '2025-03-10 09:00Z', '2025-03-10 10:00Z')
  await book('EVENT', '2025-03-10 08:00Z', '2025-03-10 09:00Z', "'CANCELLED', null")
  expect((await importLines([{}, { room: 'Great Hall', code: 'PHY 102' }])).exitStatus).toBe(0)
})

test('a pending booking holds its slot until it lapses, and is marked cancelled when a class takes the slot', async () => {
  await book('EVENT', '2025-03-10 08:00Z', '2025-03-10 09:00Z', "'PENDING', now() + interval '1 hour'")
  expect((await importLines([{}])).refused).toHaveLength(1)
  await desk.query(`update bookings set lapses_at = now() - interval '1 second'`)
  expect((await importLines([{}])).exitStatus).toBe(0)
  expect(await desk.query(`select status, lapses_at from bookings where kind = 'EVENT'`)).toEqual([
    { status: 'CANCELLED', lapses_at: null },
  ])
})

test('a lapsed booking in the way of a refused class stays as it is', async () => {
  await book('EVENT', '2025-03-10 08:00Z', '2025-03-10 09:00Z', `'PENDING', now() - interval '1 second'`)
  await book('EXAM', '2025-03-17 08:00Z', '2025-03-17 09:00Z')
  await importLines([{}, { day: 'Friday' }], '--skip-refused')
  expect(await desk.query(`select status from bookings where kind = 'EVENT'`)).toEqual([{ status: 'PENDING' }])
})

test('a class that meets a session of the term that the file does not have is refused', async () => {
  await importLines([{}])
  expect((await importLines([{ code: 'CHM 1', title: 'Bonds', start: '08:59', end: '10:00' }])).refused).toEqual([
    '2,Location,Room A,"the room has PHY 101 Mechanics, Monday 08:00 to 09:00, in this term already",',
  ])
})

test('a session of the term holds its room although every one of its classes was cancelled', async () => {
  await importLines([{}])
  await desk.query(`update bookings set status = 'CANCELLED'`)
  expect((await importLines([{ code: 'CHM 1' }])).refused).toHaveLength(1)
})

test('a class that meets a class of another term on common days is refused, and may have the room on others', async () => {
  await importLines([{}])
  await desk.run('term', 'add', 'Easter 2025', '--from', '2025-04-07', '--to', '2025-05-02')
  await desk.run('term', 'add', 'Summer 2025', '--from', '2025-04-14', '--to', '2025-05-02')
  const lines = [{ code: 'CHM 1', title: 'Bonds' }]
  expect((await importInto('Easter 2025', lines)).refused).toEqual([
    '2,Location,Room A,"the room has the CLASS ""PHY 101 Mechanics"" of Spring 2025 from 2025-04-07 08:00 to 2025-04-07 09:00",',
  ])
  expect((await importInto('Summer 2025', lines)).exitStatus).toBe(0)
})

test('an event in the slot of a cancelled class does not stop the same file from being imported again', async () => {
  await importLines([{}])
  await desk.query(`update bookings set status = 'CANCELLED' where starts_at = '2025-03-10 08:00Z'`)
  await book('EVENT', '2025-03-10 08:00Z', '2025-03-10 09:00Z')
  const before = await desk.digest()
  expect((await importLines([{}])).exitStatus).toBe(0)
  expect(await desk.digest()).toBe(before)
})

test('a room that the database refuses to a class is free for the next class of the file', async () => {
  await book('EXAM', '2025-03-10 08:00Z', '2025-03-10 09:00Z')
  const lines = [
    { code: 'CHM 1' },
    { code: 'CHM 2', start: '08:30', end: '09:30' },
    { code: 'CHM 3', start: '09:00', end: '10:00' },
  ]
  const { refused } = await importLines(lines, '--skip-refused')
  expect(refused.map((row) => row.split(',')[0])).toEqual(['2', '3'])
  expect(await desk.query('select code from courses order by 1')).toEqual([{ code: 'CHM 3' }])
})

test('a title binds later files too, unless --replace gives the only term of the course anew', async () => {
  await importLines([{}])
  const renamed = [{ title: 'Statics' }]
  expect((await importLines(renamed)).refused).toEqual([
    '2,Course Name,Statics,PHY 101 has another title in the database,Mechanics',
  ])
  expect((await importLines(renamed, '--replace')).summary).toContain('0 courses added, 1 retitled')
  expect(await desk.query('select title from courses')).toEqual([{ title: 'Statics' }])
  await desk.run('term', 'add', 'Summer 2025', '--from', '2025-04-14', '--to', '2025-05-02')
  expect((await importInto('Summer 2025', [{}], '--replace')).refused).toHaveLength(1)
})
