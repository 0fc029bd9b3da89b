import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ImportDesk } from '../../support/importDesk.ts'
import { runNode, startNode } from '../../support/runNode.ts'
import { createTimetableDesk, type LineParts, pastTerm, timetable } from '../../support/timetableCampus.ts'

const compax = fileURLToPath(new URL('../../../src/bin/compax.js', import.meta.url))

let desk: ImportDesk
/** A person who books while the import runs. */
let other: pg.Client

beforeEach(async () => {
  desk = await createTimetableDesk()
  await desk.run(...pastTerm)
  other = new pg.Client({ connectionString: desk.url })
  await other.connect()
})

afterEach(async () => {
  await other.end()
  await desk.end()
})

const commandFor = async (lines: LineParts[], name = 'timetable.csv') => [
  ...['import', 'timetable', await desk.write(name, timetable(...lines))],
  ...['--term', 'Spring 2025'],
]

const bookSlot = () =>
  other.query(`
    begin;
    insert into bookings (space_id, title, kind, starts_at, ends_at)
    values (1, 'Choir', 'EVENT', '2025-04-07 08:00Z', '2025-04-07 09:00Z')`)

/** Resolves when the import has found the slot that another person is about to take. */
const importMeetsBooking = () => importIs(`wait_event_type = 'Lock'`)

const imports = `select from pg_stat_activity
  where datname = current_database() and application_name = 'compax import'`

async function importIs(condition: string): Promise<void> {
  while ((await desk.query(`${imports} and ${condition}`)).length === 0);
}

test('two imports of one file at once are one import', async () => {
  const command = await commandFor([{}, { day: 'Tuesday' }])
  const outcomes = await Promise.all([desk.run(...command), desk.run(...command)])
  expect(outcomes.map(({ exitStatus }) => exitStatus)).toEqual([0, 0])
  expect(outcomes.map(({ summary }) => /nothing to change/.test(summary)).sort()).toEqual([false, true])
  expect(await desk.query('select count(*)::int as n from bookings')).toEqual([{ n: 20 }])
})

test('an import waits for another one to end, and says so', async () => {
  await other.query(`begin; select pg_advisory_xact_lock(hashtextextended('compax import', 0))`)
  const importing = desk.run(...(await commandFor([{}])))
  await importIs(`query = 'rollback'`)
  await other.query('commit')
  expect(await importing).toMatchObject({
    exitStatus: 0,
    stderr: expect.stringContaining('Waiting for another import'),
  })
})

test('of two imports that want one room at one time the later is refused', async () => {
  const commands = [await commandFor([{}], 'a.csv'), await commandFor([{ code: 'CHM 1' }], 'b.csv')]
  const outcomes = await Promise.all(commands.map((command) => desk.run(...command)))
  expect(outcomes.map(({ exitStatus }) => exitStatus).sort()).toEqual([0, 1])
  expect(outcomes.flatMap(({ refused }) => refused)).toHaveLength(1)
})

test('a slot that is taken while the import runs is refused by naming the booking, and nothing is written', async () => {
  await bookSlot()
  const importing = desk.run(...(await commandFor([{ day: 'Tuesday' }, {}])))
  await importMeetsBooking()
  await other.query('commit')
  const { exitStatus, refused } = await importing
  expect(exitStatus).toBe(1)
  expect(refused).toEqual([
    '3,Location,Room A,"the room has the EVENT ""Choir"" from 2025-04-07 08:00 to 2025-04-07 09:00",',
  ])
  expect(await desk.query('select count(*)::int as n from bookings')).toEqual([{ n: 1 }])
})

test('a booking that is given up while the import waits for it does not stop the import', async () => {
  await bookSlot()
  const importing = desk.run(...(await commandFor([{}])))
  await importMeetsBooking()
  await other.query('rollback')
  expect((await importing).exitStatus).toBe(0)
})

test('an import that is killed in the middle leaves nothing', async () => {
  const before = await desk.digest()
  await bookSlot()
  const child = startNode([compax, ...(await commandFor([{ day: 'Tuesday' }, {}]))], {
    env: { DATABASE_URL: desk.url },
  })
  await importMeetsBooking()
  child.kill('SIGKILL')
  await once(child, 'close')
  await other.query('rollback')
  while ((await desk.query(imports)).length > 0);
  expect(await desk.digest()).toBe(before)
})

test('the command runs as a process of its own, refusals on one stream and progress on the other', async () => {
  const command = await commandFor([{}, { day: 'Someday' }])
  const refused = await runNode([compax, ...command], { env: { DATABASE_URL: desk.url } })
  expect({ ...refused, stderr: refused.stderr.split('\n').slice(-2) }).toEqual({
    exitStatus: 1,
    stdout:
      '3,Day,Someday,unknown weekday (in English: Monday or Mon),\n1 line right, 1 refused: nothing was changed in "Spring 2025".\n',
    stderr: ['The timetable was not imported: mend the refused lines, or leave them out with --skip-refused.', ''],
  })
  const { exitStatus } = await runNode([compax, ...command, '--skip-refused'], { env: { DATABASE_URL: desk.url } })
  expect(exitStatus).toBe(0)
  expect(await desk.query('select count(*)::int as n from bookings')).toEqual([{ n: 10 }])
})
