import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ImportDesk } from '../../support/importDesk.ts'
import { createTimetableDesk, pastTerm, timetable } from '../../support/timetableCampus.ts'

let desk: ImportDesk

beforeEach(async () => {
  desk = await createTimetableDesk()
  await desk.run(...pastTerm)
})

afterEach(() => desk.end())

const importFile = (file: string, ...flags: string[]) =>
  desk.run('import', 'timetable', file, '--term', 'Spring 2025', ...flags)

const importLines = async (lines: Parameters<typeof timetable>, ...flags: string[]) =>
  importFile(await desk.write('timetable.csv', timetable(...lines)), ...flags)

const bookings = () =>
  desk.query<{ title: string; kind: string; status: string; starts: string; ends: string }>(`
    select title, kind, status, to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as starts,
      to_char(ends_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as ends
    from bookings order by starts_at, id`)

test('a weekly class becomes a confirmed booking for each of its weekdays, first and last day of the term inside', async () => {
  const { summary } = await importLines([
    {},
    { day: 'fri', code: 'MTH 1', title: 'Sets', start: '3:00 PM', end: '15:55' },
  ])
  const made = await bookings()
  expect(made).toHaveLength(20)
  expect(made.at(0)).toEqual({
    ...{ title: 'PHY 101 Mechanics', kind: 'CLASS', status: 'CONFIRMED' },
    ...{ starts: '2025-02-03 08:00', ends: '2025-02-03 09:00' },
  })
  expect(made.at(-1)).toMatchObject({ title: 'MTH 1 Sets', starts: '2025-04-11 15:00', ends: '2025-04-11 15:55' })
  expect(summary).toContain('2 sessions added')
  expect(summary).toContain('20 bookings added')
})

test('lines that agree in course, room, weekday and times are one session with several groups', async () => {
  await importLines([{ year: 2 }, { department: 'Chemistry', room: 'ROOM A', code: 'phy101', title: 'MECHANICS' }])
  expect(await desk.query('select count(*)::int as sessions from class_sessions')).toEqual([{ sessions: 1 }])
  expect(await desk.query('select department, year_group as year from class_groups order by department')).toEqual([
    { department: 'Chemistry', year: 1 },
    { department: 'Physics', year: 2 },
  ])
})

test('the same file a second time changes nothing', async () => {
  const lines: Parameters<typeof timetable> = [{}, { year: 2 }, { day: 'Tuesday', room: 'North Block / Room B' }]
  await importLines(lines)
  const before = await desk.digest()
  const { exitStatus, summary } = await importLines(lines)
  expect({ exitStatus, summary }).toEqual({
    exitStatus: 0,
    summary: '3 lines right, 0 refused: nothing to change in "Spring 2025", 2 sessions there already.',
  })
  expect(await desk.digest()).toBe(before)
})

test('a cancelled class is not brought back', async () => {
  await importLines([{}])
  await desk.query(`update bookings set status = 'CANCELLED' where starts_at = '2025-03-10 08:00Z'`)
  const before = await desk.digest()
  await importLines([{}])
  expect(await desk.digest()).toBe(before)
})

test('a file with a refused line changes nothing, whatever else is in it', async () => {
  await importLines([{ day: 'Tuesday' }])
  const before = await desk.digest()
  const { exitStatus, refused, summary } = await importLines([{}, { room: 'Room X', code: 'PHY 102' }])
  expect(exitStatus).toBe(1)
  expect(refused).toEqual(['3,Location,Room X,unknown room,Room A or North Block / Room B or South Block / Room B'])
  expect(summary).toBe('1 line right, 1 refused: nothing was changed in "Spring 2025".')
  expect(await desk.digest()).toBe(before)
})

test('--skip-refused imports the good lines and succeeds', async () => {
  const { exitStatus, refused } = await importLines([{}, { code: 'PHY 102', title: 'Optics' }], '--skip-refused')
  expect(exitStatus).toBe(0)
  expect(refused).toEqual(['3,Location,Room A,"the room has PHY 101 on line 2, Monday 08:00 to 09:00",'])
  expect((await bookings()).map(({ title }) => title)).toEqual(Array(10).fill('PHY 101 Mechanics'))
})

test('--skip-refused succeeds also where no line is good', async () => {
  const { exitStatus, summary } = await importLines([{ year: 7 }], '--skip-refused')
  expect(exitStatus).toBe(0)
  expect(summary).toBe('0 lines right, 1 refused: nothing to change in "Spring 2025", 0 sessions there already.')
})

test('--dry-run says what would happen and changes nothing, sequences neither', async () => {
  const sequences = () => desk.query('select sequencename, last_value from pg_sequences order by 1')
  const before = [await desk.digest(), await sequences()]
  const { exitStatus, summary } = await importLines([{}], '--dry-run')
  expect(exitStatus).toBe(0)
  expect(summary).toMatch(
    /Dry run, nothing was changed; in "Spring 2025" it would be: 1 session added.* 10 bookings added/,
  )
  expect([await desk.digest(), await sequences()]).toEqual(before)
})

test('--dry-run fails as the import would', async () => {
  expect((await importLines([{ year: 7 }], '--dry-run')).exitStatus).toBe(1)
})

test('--accept-suggestions takes what is clearly misspelt, and says so', async () => {
  const line = { day: 'Wednesday', room: 'Graat Hall' }
  expect((await importLines([line])).refused).toEqual(['2,Location,Graat Hall,unknown room,Great Hall'])
  const { exitStatus, stderr } = await importLines([line], '--accept-suggestions')
  expect(exitStatus).toBe(0)
  expect(stderr).toContain('Location "Graat Hall" on line 2 was read as Great Hall.\n')
  expect((await bookings()).at(0)?.starts).toBe('2025-02-05 08:00')
})

test('--accept-suggestions takes no weekday, and no room that may be another', async () => {
  const days = ['LUNES', 'JUEVES', 'lun', 'onsdag', 'zondag', 'TuTh', 'Monday (odd)', 'Wedneesday']
  const rooms = ['Rooom A', 'Room C', 'Physics Lab 2', 'Graet Hall', 'Great Hall (east)', 'Gret Hal']
  const before = await desk.digest()
  const lines = [...days.map((day) => ({ day })), ...rooms.map((room) => ({ room }))]
  const { exitStatus, refused, stderr } = await importLines(lines, '--accept-suggestions')
  expect(exitStatus).toBe(1)
  expect(refused.map((line) => line.split(',').slice(1, 3))).toEqual([
    ...days.map((day) => ['Day', day]),
    ...rooms.map((room) => ['Location', room]),
  ])
  expect(stderr).not.toContain('was read as')
  expect(await desk.digest()).toBe(before)
})

test('--report writes every problem as CSV', async () => {
  const report = `${desk.folder}/report.csv`
  await importLines([{ day: 'Wedneesday', year: 9 }, {}], '--report', report)
  expect(await readFile(report, 'utf8')).toBe(
    'line,column,value,reason,suggestion\n' +
      '2,Year,9,is not a whole number from 1 to 6,\n2,Day,Wedneesday,unknown weekday,Wednesday\n',
  )
})

test('a report that cannot be written stops the import, and one over the timetable itself is not begun', async () => {
  const before = await desk.digest()
  const nowhere = await importLines([{}], '--report', `${desk.folder}/no/report.csv`)
  expect(nowhere.exitStatus).toBe(2)
  expect(nowhere.stderr).toContain('cannot be written, so nothing was changed')
  const itself = await importLines([{}], '--report', `${desk.folder}/timetable.csv`)
  expect(itself.exitStatus).toBe(2)
  expect(await readFile(`${desk.folder}/timetable.csv`, 'utf8')).toBe(timetable({}))
  expect(await desk.digest()).toBe(before)
})

test('an unknown term is refused with the known ones and the command that adds it', async () => {
  const file = await desk.write('timetable.csv', timetable({}))
  const { exitStatus, stderr } = await desk.run('import', 'timetable', file, '--term', 'Fall')
  expect(exitStatus).toBe(1)
  expect(stderr.trimEnd().split('\n').at(-1)).toBe(
    'There is no term "Fall". Known terms: "Spring 2025". Add it with: compax term add "Fall" --from DATE --to DATE',
  )
})

test('a file with nothing below its header is refused, so that --replace cannot empty a term by it', async () => {
  await importLines([{}])
  const before = await desk.digest()
  expect((await importLines([], '--replace')).exitStatus).toBe(1)
  expect((await importLines([{ room: 'Nowhere' }], '--replace', '--skip-refused')).exitStatus).toBe(1)
  expect(await desk.digest()).toBe(before)
})
