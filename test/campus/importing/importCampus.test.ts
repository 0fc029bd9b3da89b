import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ask, startCachingGateway, warm } from '../../support/caching/cacheClient.ts'
import { createImportDesk, type ImportDesk } from '../../support/importDesk.ts'

let desk: ImportDesk

beforeEach(async () => {
  desk = await createImportDesk()
})

afterEach(() => desk.end())

interface Files {
  buildings?: string[]
  spaces?: string[]
  spaceColumns?: string
}

const columns = 'kind,name,building,floor,room_number,latitude,longitude'

async function importCampus({ buildings = [northBlock], spaces = [], spaceColumns = columns }: Files) {
  await desk.write('buildings.csv', ['name,kind,floors,latitude,longitude', ...buildings, ''].join('\n'))
  await desk.write('spaces.csv', [spaceColumns, ...spaces, ''].join('\n'))
  await desk.write('staff.csv', 'nothing of the campus')
  return desk.run('import', 'campus', desk.folder)
}

const northBlock = 'North Block,BLOCK,3,6.67,-1.56'
const roomA = 'CLASSROOM,Room A,North Block,1,A1,6.67,-1.56'

test('what a file says anew is changed, and what it does not name stays', async () => {
  await importCampus({ spaces: [roomA, 'LABORATORY,Lab,North Block,,,,'] })
  const { stdout } = await importCampus({
    buildings: ['north block,STOREY,0,6.67,-1.56', 'South Block,BLOCK,,,'],
    spaces: ['CLASSROOM,Room A,NORTH BLOCK,-1,A1,6.67,-1.56'],
  })
  expect(stdout).toBe('2 buildings, 1 space: 1 added, 2 changed, 0 unchanged.\n')
  expect(await desk.query('select name, kind, floors from buildings order by id')).toEqual([
    { name: 'north block', kind: 'STOREY', floors: null },
    { name: 'South Block', kind: 'BLOCK', floors: null },
  ])
  expect(await desk.query('select name, floor from spaces order by id')).toEqual([
    { name: 'Room A', floor: -1 },
    { name: 'Lab', floor: null },
  ])
})

test('capacity and equipment are read where there are such columns, and else stay as they are', async () => {
  const spaceColumns = `${columns},capacity,equipment`
  const known = () => desk.query('select capacity, equipment from spaces')
  await importCampus({ spaceColumns, spaces: [`${roomA},120,Projector; Piano ;projector;`] })
  expect(await known()).toEqual([{ capacity: 120, equipment: ['projector', 'Piano'] }])
  expect((await importCampus({ spaces: [roomA] })).stdout).toContain('0 changed')
  expect(await known()).toEqual([{ capacity: 120, equipment: ['projector', 'Piano'] }])
  await importCampus({ spaceColumns, spaces: [`${roomA},,`] })
  expect(await known()).toEqual([{ capacity: null, equipment: [] }])
})

test('every line that cannot be right is named, with its file, and nothing is changed', async () => {
  const before = await desk.digest()
  const { exitStatus, stdout } = await importCampus({
    buildings: [northBlock, 'Tower,STORY,4,91,0', 'north  BLOCK,BLOCK,1,,', `${'x'.repeat(201)},BLOCK,1.5,,3`],
    spaces: [
      'CLASSROOM,Room A,Nort Block,1,,,',
      'CLASSROM,Room B,North Block,ground,,,',
      'OFFICE,Bell\u0007,Tower,1,,,',
      'OFFICE,Office 1,Tower,1,,,',
      'CLASSROOM,Room C, North Block,1',
      'OFFICE,office 1,Tower,1,,,',
    ],
  })
  expect(exitStatus).toBe(1)
  expect(stdout.split('\n')).toEqual([
    'buildings.csv:3,kind; latitude,STORY; 91,"unknown kind (one of AUDITORIUM, STOREY, BLOCK); is not a number from -90 to 90",STOREY',
    'buildings.csv:4,name,north BLOCK,repeats line 2,',
    expect.stringMatching(
      /^buildings.csv:5,name; floors; latitude,x{201}; 1.5; ,is longer than 200 characters; is not a whole/,
    ),
    'spaces.csv:2,building,Nort Block,unknown building,North Block',
    'spaces.csv:3,kind; floor,CLASSROM; ground,"unknown kind (one of CLASSROOM, LABORATORY, OFFICE); is not a whole number from -50 to 200",CLASSROOM',
    'spaces.csv:4,name,Bell\\u{7},holds a control character,',
    'spaces.csv:6,,,has 4 values for 7 columns,',
    'spaces.csv:7,name,office 1,repeats line 5,',
    '8 lines refused: nothing was changed.',
    '',
  ])
  expect(await desk.digest()).toBe(before)
})

test('a gateway that had answered before shows what it brought', async () => {
  await importCampus({ spaces: [roomA] })
  const gateway = await startCachingGateway({ databaseUrl: desk.url })
  const operation = { query: '{ buildings { nodes { name floors spaces { totalCount } } } }' }
  const shown = async () => (await ask(gateway, operation)).graphql.data
  await warm(gateway, operation)
  await importCampus({
    buildings: ['North Block,BLOCK,4,6.67,-1.56'],
    spaces: [roomA, 'LABORATORY,Lab,North Block,,,,'],
  })
  await vi.waitFor(async () => expect((await shown()).buildings.nodes[0]).toMatchObject({ floors: 4 }), 20_000)
  expect(await shown()).toEqual({
    buildings: { nodes: [{ name: 'North Block', floors: 4, spaces: { totalCount: 2 } }] },
  })
  await gateway.stop()
})

test('a room with bookings to come cannot become an office', async () => {
  await importCampus({ spaces: [roomA] })
  await desk.query(`
    insert into bookings (space_id, title, kind, starts_at, ends_at)
    values (1, 'Choir', 'EVENT', now() + interval '1 day', now() + interval '25 hours'),
      (1, 'Choir', 'EVENT', now() - interval '2 days', now() - interval '1 day')`)
  const office = roomA.replace('CLASSROOM', 'OFFICE')
  const { exitStatus, stdout } = await importCampus({ spaces: [office] })
  expect(exitStatus).toBe(1)
  expect(stdout).toContain('spaces.csv:2,kind,OFFICE,"an office cannot be booked, and the room has 1 booking to come",')
  await desk.query(`update bookings set status = 'CANCELLED'`)
  expect((await importCampus({ spaces: [office] })).exitStatus).toBe(0)
})

test('a missing file or column is named, with what was found', async () => {
  const missing = await desk.run('import', 'campus', desk.folder)
  expect(missing).toMatchObject({ exitStatus: 1, stdout: '' })
  expect(missing.stderr).toContain('buildings.csv cannot be read: there is no such file.')
  const { exitStatus, stderr } = await importCampus({ spaceColumns: 'kind,name,house', spaces: [] })
  expect(exitStatus).toBe(1)
  expect(stderr).toContain(
    'lacks the columns building, floor, room_number, latitude, longitude. Found: kind, name, house.',
  )
})

test('two imports of one folder at once are one import', async () => {
  await importCampus({ buildings: [], spaces: [] })
  await desk.write('buildings.csv', `name,kind,floors,latitude,longitude\n${northBlock}\n`)
  await desk.write('spaces.csv', `${columns}\n${roomA}\n`)
  const outcomes = await Promise.all([1, 2].map(() => desk.run('import', 'campus', desk.folder)))
  expect(outcomes.map(({ stdout }) => stdout).sort()).toEqual([
    '1 building, 1 space: 0 added, 0 changed, 2 unchanged.\n',
    '1 building, 1 space: 2 added, 0 changed, 0 unchanged.\n',
  ])
})
