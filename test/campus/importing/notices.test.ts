/** What an import says of lines that are right: it shows them as notices, refuses nothing for them and exits 0. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ImportDesk } from '../../support/importDesk.ts'
import { createTimetableDesk, pastTerm, timetable } from '../../support/timetableCampus.ts'

let desk: ImportDesk
beforeAll(async () => {
  desk = await createTimetableDesk()
  await desk.run(...pastTerm)
})
beforeEach(async () => {
  await desk.query('delete from bookings; delete from class_sessions; delete from courses')
})
afterAll(() => desk.end())

const importLines = async (lines: Parameters<typeof timetable>, ...flags: string[]) =>
  desk.run(
    'import',
    'timetable',
    await desk.write('timetable.csv', timetable(...lines)),
    ...['--term', 'Spring 2025', ...flags],
  )

test('a line that repeats another is a notice, and the import goes on', async () => {
  const report = `${desk.folder}/report.csv`
  const { exitStatus, refused, summary } = await importLines(
    [{}, { department: 'Chemistry' }, {}, { day: 'MON', start: '8:00 am', code: 'phy101' }],
    ...['--report', report],
  )
  expect({ exitStatus, refused }).toEqual({
    exitStatus: 0,
    refused: ['4,,,notice: repeats line 2,', '5,,,notice: repeats line 2,'],
  })
  expect(summary).toContain('4 lines right, 0 refused, 2 notices. In "Spring 2025": 1 session added')
  expect(summary).toContain('2 groups added')
  expect(await readFile(report, 'utf8')).toBe(
    'line,column,value,reason,suggestion\n4,,,notice: repeats line 2,\n5,,,notice: repeats line 2,\n',
  )
})

test('a class of more than six hours is a notice, and is imported', async () => {
  const { exitStatus, refused, summary } = await importLines([
    { start: '8am', end: '10pm' },
    { day: 'Tuesday', start: '8:00', end: '14:00' },
    { day: 'Wednesday', start: '13:00', end: '19:01' },
  ])
  expect({ exitStatus, refused }).toEqual({
    exitStatus: 0,
    refused: [
      '2,End Time,10pm,notice: the class lasts 14 hours,10:00',
      '4,End Time,19:01,notice: the class lasts 6 hours and 1 minute,',
    ],
  })
  expect(summary).toContain('3 lines right, 0 refused, 2 notices.')
  expect(await desk.query('select count(*)::int as n from class_sessions')).toEqual([{ n: 3 }])
})

test('refused lines come after the notices, and are counted apart', async () => {
  const { exitStatus, refused, summary } = await importLines([
    {},
    {},
    { code: 'PHY 102' },
    { day: 'Tuesday', year: 9 },
    { day: 'Friday', end: '22:00' },
  ])
  expect(exitStatus).toBe(1)
  expect(refused).toEqual([
    '3,,,notice: repeats line 2,',
    '6,End Time,22:00,notice: the class lasts 14 hours,10:00',
    '4,Location,Room A,"the room has PHY 101 on line 2, Monday 08:00 to 09:00",',
    '5,Year,9,is not a whole number from 1 to 6,',
  ])
  expect(summary).toBe('3 lines right, 2 refused, 2 notices: nothing was changed in "Spring 2025".')
})

test('a line that may name several departments or courses is read as one, with a notice', async () => {
  const { exitStatus, refused } = await importLines([
    { department: 'Physics; Chemistry' },
    { department: 'Physics|Chemistry', day: 'Tuesday', code: 'PHY 101; PHY 102' },
  ])
  const reason = 'notice: is read as one name; write a line for each if it is several'
  expect({ exitStatus, refused }).toEqual({
    exitStatus: 0,
    refused: [
      `2,Department,Physics; Chemistry,${reason},`,
      `3,Department; Course Code,Physics|Chemistry; PHY 101; PHY 102,${reason}; ${reason},`,
    ],
  })
})

test('a repeated line of a campus is a notice; the same name with other values is refused', async () => {
  const room = 'CLASSROOM,Room A,North Block,1,A1,6.67,-1.56'
  const write = (...spaces: string[]) =>
    desk.write(
      'spaces.csv',
      ['kind,name,building,floor,room_number,latitude,longitude', room, ...spaces, ''].join('\n'),
    )
  const block = 'North Block,BLOCK,3,6.67,-1.56'
  await desk.write('buildings.csv', ['name,kind,floors,latitude,longitude', block, '', block, ''].join('\n'))
  await write(`${room} `)
  const { exitStatus, stdout } = await desk.run('import', 'campus', desk.folder)
  expect({ exitStatus, lines: stdout.split('\n') }).toEqual({
    exitStatus: 0,
    lines: [
      'buildings.csv:4,,,notice: repeats line 2,',
      'spaces.csv:3,,,notice: repeats line 2,',
      '1 building, 1 space: 0 added, 2 changed, 0 unchanged, 2 notices.',
      '',
    ],
  })
  await write(room.replace('A1', 'A2'))
  const refused = await desk.run('import', 'campus', desk.folder)
  expect({ exitStatus: refused.exitStatus, lines: refused.stdout.split('\n') }).toEqual({
    exitStatus: 1,
    lines: [
      'buildings.csv:4,,,notice: repeats line 2,',
      'spaces.csv:3,name,Room A,repeats line 2,',
      '1 line refused, 1 notice: nothing was changed.',
      '',
    ],
  })
})
