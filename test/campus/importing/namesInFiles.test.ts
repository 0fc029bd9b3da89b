/** Commands and files find things by what people read in a name, however it is written. */
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ImportDesk } from '../../support/importDesk.ts'
import { runNode } from '../../support/runNode.ts'
import { createTimetableDesk, type LineParts, pastTerm, timetable } from '../../support/timetableCampus.ts'

let desk: ImportDesk

beforeEach(async () => {
  desk = await createTimetableDesk()
  await desk.run(...pastTerm)
})

afterEach(() => desk.end())

const written = ['spring 2025', 'SPRING\u00a02025', ' Ｓｐｒｉｎｇ  2025', 'Spring\u200b 2025']

describe.each(written)('the term %j', (name) => {
  test('is there already, for `term add`', async () => {
    expect(await desk.run('term', 'add', name, '--from', '2025-02-03', '--to', '2025-04-12')).toMatchObject({
      exitStatus: 1,
      stderr: 'There is a term "Spring 2025", 2025-02-03 to 2025-04-11 in Africa/Accra already.\n',
    })
    expect(await desk.query('select name from terms')).toEqual([{ name: 'Spring 2025' }])
  })

  test('is the one that a timetable goes into', async () => {
    const file = await desk.write('timetable.csv', timetable({}))
    expect((await desk.run('import', 'timetable', file, '--term', name)).exitStatus).toBe(0)
    expect(await desk.query('select count(*)::int as n from class_sessions where term_id = 1')).toEqual([{ n: 1 }])
  })
})

async function importLines(...lines: LineParts[]) {
  const file = await desk.write('timetable.csv', timetable(...lines))
  return desk.run('import', 'timetable', file, '--term', 'Spring 2025')
}

test('a room of a timetable is found by its name, and by its building and its name', async () => {
  const outcome = await importLines(
    { room: 'Ｒoom A' },
    { room: 'great\u00a0HALL', code: 'PHY 102' },
    { room: 'ＳＯＵＴＨ block/ROOM b', code: 'PHY 103' },
  )
  expect(outcome).toMatchObject({ exitStatus: 0, stderr: expect.not.stringMatching(/unknown/) })
  expect(
    await desk.query('select space_id as id from class_sessions s join courses c on c.id = course_id order by c.code'),
  ).toEqual([{ id: 1 }, { id: 6 }, { id: 5 }])
})

test('a course is one however its code is written', async () => {
  await importLines({ code: 'ÉCO 354' })
  await importLines({ code: 'éco354', day: 'Tuesday' }, { code: 'Ｅ\u0301ＣＯ 354', day: 'Friday' })
  expect(await desk.query('select code from courses')).toEqual([{ code: 'ÉCO 354' }])
  expect(await desk.query('select weekday from class_sessions order by weekday')).toEqual([
    { weekday: 'MONDAY' },
    { weekday: 'TUESDAY' },
    { weekday: 'FRIDAY' },
  ])
})

test('buildings and rooms of files are those of the campus, and one twice in a file is a repeat', async () => {
  await desk.write('buildings.csv', 'name,kind,floors,latitude,longitude\nＮorth block,BLOCK,4,,\n')
  await desk.write(
    'spaces.csv',
    'kind,name,building,floor,room_number,latitude,longitude\nCLASSROOM,ＲＯＯＭ A,NORTH BLOCK,3,,,\n',
  )
  expect(await desk.run('import', 'campus', desk.folder)).toMatchObject({
    exitStatus: 0,
    summary: '1 building, 1 space: 0 added, 2 changed, 0 unchanged.',
  })
  expect(await desk.query('select name, floors from buildings where id = 1')).toEqual([
    { name: 'Ｎorth block', floors: 4 },
  ])
  expect(await desk.query('select name, floor from spaces where id = 1')).toEqual([{ name: 'ＲＯＯＭ A', floor: 3 }])

  await desk.write('buildings.csv', 'name,kind,floors,latitude,longitude\nWest,BLOCK,,,\nＷest,BLOCK,,,\n')
  expect(await desk.run('import', 'campus', desk.folder)).toMatchObject({
    exitStatus: 1,
    stdout: expect.stringContaining('repeats line 2'),
  })
})

test('a name of which nothing is seen is refused', async () => {
  expect(await desk.run('term', 'add', '\u200b', '--from', '2025-02-03', '--to', '2025-04-12')).toMatchObject({
    exitStatus: 2,
    stderr: 'The name of a term shows no letter: "\u200b".\n',
  })
})

test('`user role` finds an account by what people read in its name', async () => {
  await desk.query("insert into users (username, email) values ('Ama', 'ama@campus.example')")
  const program = join(import.meta.dirname, '../../../src/bin/compax.js')
  const role = (name: string) => runNode([program, 'user', 'role', name, 'admin'], { env: { DATABASE_URL: desk.url } })
  expect(await role(' ａｍａ')).toMatchObject({ exitStatus: 0 })
  expect(await desk.query('select role from users')).toEqual([{ role: 'ADMIN' }])
})
