/**
 * The SQL of each registered operation, as it is prepared, in `sql/<operation>.sql`. Where a change of it is meant,
 * write the files anew and commit them: `npx vitest run -u test/gateway/loaders/operationSql.test.ts`
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTransactionClient } from '../../../src/campus/transactions.ts'
import { createDatabaseClients } from '../../../src/gateway/database/databaseClients.ts'
import { readRegisteredOperations } from '../../../src/gateway/operations/registeredOperations.ts'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { freshDatabase } from '../../support/database.ts'
import { createInnerGateway, type InnerGateway } from '../../support/innerGateway.ts'
import { printStatements } from '../../support/printStatements.ts'

const registered = readRegisteredOperations()
const folder = join(import.meta.dirname, 'sql')

/** By the name of the operation */
const sent = new Map<string, string>()
let close = async (): Promise<void> => {}

beforeAll(async () => {
  const database = await freshDatabase()
  await oneOfEach().insert(database.url)
  const clients = createDatabaseClients({
    connectionString: database.url,
    statementTimeoutMs: 60_000,
    createClient: createTransactionClient,
  })
  const gateway = await createInnerGateway({
    ...clients,
    registered,
    answered: ({ operation, sql }) => void sent.set(operation, printStatements(sql.sent ?? [])),
  })
  close = async () => {
    await gateway.close()
    await clients.close()
    await database.drop()
  }
  await visit((name, variables, token) => gateway.data(textOf(name), variables, token))
})

afterAll(() => close())

test.each(registered)('$name sends the statements of its file', async ({ name }) => {
  const statements = sent.get(name)
  if (statements === undefined) throw new Error(`The visit below does not run ${name}.`)
  await expect(`-- What ${name} sends\n\n${statements}`).toMatchFileSnapshot(join(folder, `${name}.sql`))
})

test('there is a file for no other operation', () => {
  const names = registered.map(({ name }) => `${name}.sql`)
  expect(readdirSync(folder).filter((file) => !names.includes(file))).toEqual([])
})

/** Nothing is without children, so that every statement of an operation is reached. */
function oneOfEach() {
  const campus = createCampusRows()
  const building = campus.building()
  const space = campus.space(building)
  const [term, course, { id: authorId }] = [campus.term(), campus.course(), campus.user()]
  const session = campus.classSession({ term, course, space })
  campus.classGroup(session, { department: 'Physics' })
  campus.booking(space, { kind: 'CLASS', classSessionId: session.id })
  campus.rating({ building }, { authorId })
  campus.rating({ space }, { authorId })
  return campus
}

const textOf = (name: string): string => registered.find((operation) => operation.name === name)?.body ?? ''

type Run = (name: string, variables?: object, token?: string) => ReturnType<InnerGateway['data']>

/** Runs each operation once. */
async function visit(run: Run): Promise<void> {
  const [building, room, course] = [
    encodeGlobalId('Building', 1),
    encodeGlobalId('Space', 1),
    encodeGlobalId('Course', 1),
  ]
  const [startsAt, endsAt] = ['2031-01-01T00:00:00Z', '2031-01-01T01:00:00Z']
  await run('FindFreeRoom', { startsAt, endsAt, near: { latitude: 6.67, longitude: -1.57 } })
  await run('CampusMap')
  await run('BuildingRooms', { building, now: startsAt, soon: '2040-01-01T00:00:00Z' })
  await run('RoomWeek', { room, from: startsAt, to: '2040-01-01T00:00:00Z' })
  await run('Timetable', { department: 'Physics', yearGroup: 1 })
  await run('CourseWeek', { course })
  await run('Search', { query: 'Room', kinds: ['CLASSROOM'] })
  await run('RoomRatings', { room })
  await visitSignedIn(run, room)
}

async function visitSignedIn(run: Run, room: string): Promise<void> {
  const [username, password] = ['efua', 'a good long password']
  succeeded(await run('SignUp', { input: { username, email: 'efua@campus.example', password } }))
  const { token } = succeeded(await run('SignIn', { login: username, password }))
  const [startsAt, endsAt] = [24, 25].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString())
  const wish = { room, title: 'Chess club', startsAt, endsAt, idempotencyKey: 'one' }
  const { booking } = succeeded(await run('BookRoom', wish, token))
  await run('MyBookings', { from: startsAt }, token)
  succeeded(await run('CancelBooking', { booking: booking.id }, token))
  succeeded(await run('RateRoom', { subject: room, score: 4, comment: 'Bright' }, token))
  succeeded(await run('SignOut', {}, token))
}

/** The payload of the one mutation of the answer */
function succeeded(data: Awaited<ReturnType<Run>>) {
  const [payload]: Awaited<ReturnType<Run>>[] = Object.values(data)
  expect(payload.userErrors).toEqual([])
  return payload
}
