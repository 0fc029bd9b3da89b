import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadDemo } from '../../../src/campus/seeding/loadDemo.ts'
import { createImportDesk, type ImportDesk } from '../../support/importDesk.ts'

const folder = fileURLToPath(new URL('../../support/campusFiles', import.meta.url))

let desk: ImportDesk

beforeEach(async () => {
  desk = await createImportDesk()
  await loadDemo(desk.url, { now: new Date(), timeZone: 'Africa/Accra' }, { update: () => {} })
})

afterEach(() => desk.end())

test('the first campus takes the place of a demo without additions, and says so', async () => {
  expect(await desk.run('import', 'campus', folder)).toMatchObject({
    exitStatus: 0,
    stdout:
      'The demo campus was removed: nobody had added to it.\n' +
      '17 buildings, 60 spaces: 77 added, 0 changed, 0 unchanged.\n',
  })
  expect(await desk.query('select count(*)::int as n from buildings')).toEqual([{ n: 17 }])
  expect(await desk.query('select from bookings')).toEqual([])
  expect((await desk.run('import', 'campus', folder)).stdout).not.toContain('demo')
})

test('a refused campus leaves the demo as it was', async () => {
  const before = await desk.digest()
  await desk.write('buildings.csv', 'name,kind,floors,latitude,longitude\nTower,TOWER,1,,\n')
  await desk.write('spaces.csv', 'kind,name,building,floor,room_number,latitude,longitude\n')
  expect((await desk.run('import', 'campus', desk.folder)).exitStatus).toBe(1)
  expect(await desk.digest()).toBe(before)
})

test('a demo with additions stays beside the campus', async () => {
  await desk.query(`insert into buildings (name, kind) values ('Mine', 'BLOCK')`)
  const [before] = await desk.query<{ n: number }>('select count(*)::int as n from buildings')
  expect((await desk.run('import', 'campus', folder)).exitStatus).toBe(0)
  expect(await desk.query('select count(*)::int as n from buildings')).toEqual([{ n: (before?.n ?? 0) + 17 }])
})
