/** Lists in a cell, as spreadsheets write them, and where that is said. */
import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startGateway } from '../../support/harness.ts'
import { createImportDesk, type ImportDesk } from '../../support/importDesk.ts'

let desk: ImportDesk
beforeEach(async () => {
  desk = await createImportDesk()
})
afterEach(() => desk.end())

test('a filter for a thing finds every room that names it, however the file separates its list', async () => {
  const cells = [
    'Projector',
    'Piano; Projector',
    '"Projector, Piano"',
    'Piano|Projector',
    '"Piano, board;Projector|"',
    'Piano',
  ]
  await desk.write('buildings.csv', 'name,kind,floors,latitude,longitude\nNorth Block,BLOCK,3,,\n')
  const rooms = cells.map((cell, at) => `CLASSROOM,Room ${at},North Block,1,,,,${cell}`)
  const header = 'kind,name,building,floor,room_number,latitude,longitude,equipment'
  await desk.write('spaces.csv', `${[header, ...rooms].join('\n')}\n`)
  expect((await desk.run('import', 'campus', desk.folder)).exitStatus).toBe(0)
  const gateway = await startGateway({ databaseUrl: desk.url })
  const { data } = await gateway.execute('{ spaces(filter: { equipment: ["Projector"] }) { nodes { name } } }')
  await gateway.stop()
  expect(data.spaces.nodes.map(({ name }: { name: string }) => name)).toEqual([0, 1, 2, 3, 4].map((at) => `Room ${at}`))
})

test('the help and the README say how a list is separated', async () => {
  const { exitStatus, stdout } = await desk.run('import', 'campus', '--help')
  expect(exitStatus).toBe(0)
  expect(stdout).toMatch(/equipment +.*separated by ; , or \|/)
  expect(await readFile(new URL('../../../README.md', import.meta.url), 'utf8')).toMatch(
    /equipment.*separated by `;`, `,` or `\|`/s,
  )
})

test('the help names every column of each file', async () => {
  const campus = (await desk.run('import', 'campus', '--help')).stdout
  const header = 'name kind floors latitude longitude building floor room_number capacity equipment'
  for (const column of header.split(' ')) expect(campus).toContain(column)
  const timetable = (await desk.run('import', 'timetable', '--help')).stdout
  for (const column of [
    'Department',
    'Year',
    'Day',
    'Course Code',
    'Course Name',
    'Location',
    'Start Time',
    'End Time',
  ]) {
    expect(timetable).toContain(column)
  }
})
