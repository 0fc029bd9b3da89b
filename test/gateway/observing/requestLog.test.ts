/** What operators read of slow and failed requests. */
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createRequestLog } from '../../../src/gateway/observing/requestLog.ts'
import { readRegisteredOperations } from '../../../src/gateway/operations/registeredOperations.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

const [warn, error] = [40, 50]

describe('the log of a gateway', () => {
  let gateway: HttpGateway
  let other: pg.Client
  let admin: TestPerson
  beforeAll(async () => {
    const campus = createCampusRows()
    campus.building()
    gateway = await startHttpGateway({
      prepare: campus.insert,
      env: { REQUEST_TIMEOUT_MS: '700', STATEMENT_TIMEOUT_MS: '60000', SLOW_REQUEST_MS: '300' },
    })
    admin = await addPerson(gateway.databaseUrl, 'ADMIN')
    // The first transaction of a process takes long to begin.
    const change = { query: 'mutation { deleteRating(input: { rating: "UmF0aW5nOjE" }) { userErrors { code } } }' }
    await vi.waitFor(async () => expect((await gateway.post(change, admin.headers)).code).toBeUndefined(), 20_000)
  })
  afterAll(() => gateway.stop())
  beforeEach(async () => {
    other = new pg.Client({ connectionString: gateway.databaseUrl })
    await other.connect()
  })
  afterEach(() => other.end())

  const linesWith = (message: RegExp) => gateway.logged().filter(({ msg }) => message.test(String(msg)))
  const lock = (table: string) => other.query(`begin; lock table ${table} in access exclusive mode`)

  test('has a line for a timeout, and one for a slow request with its statements and without a value', async () => {
    await lock('buildings')
    const answer = await gateway.post({ query: '{ building(name: "Schloss Immensee") { id } }' })
    await other.query('rollback')
    expect(answer.code).toBe('TIMEOUT')
    expect(linesWith(/took too long/).slice(-1)).toEqual([
      expect.objectContaining({ level: warn, operation: 'other', code: 'TIMEOUT' }),
    ])
    const slow = linesWith(/was slow/).at(-1)
    expect(slow).toMatchObject({ level: warn, operation: 'other', hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(slow?.milliseconds).toBeGreaterThanOrEqual(700)
    expect(slow?.statements).toEqual([
      { text: expect.stringMatching(/buildings.*\$1|\$1.*buildings/), milliseconds: expect.any(Number) },
    ])
    expect(JSON.stringify(gateway.logged())).not.toContain('Immensee')
  })

  test('tells the statements of a mutation that was slow', async () => {
    const building = Buffer.from('Building:1').toString('base64url')
    const set = `mutation { updateBuilding(input: { building: "${building}", floors: 3 }) { building { floors } } }`
    await other.query('begin; update buildings set floors = floors where id = 1')
    const answer = gateway.post({ query: set }, admin.headers)
    expect((await answer).code).toBe('TIMEOUT')
    await other.query('rollback')
    const statements = (linesWith(/was slow/).at(-1)?.statements ?? []) as { text: string }[]
    const texts = statements.map(({ text }) => text)
    expect(texts.join('\n').toLowerCase()).toMatch(/buildings/)
  })

  test('tells a refusal by limits, and of a flood of them how many they were', async () => {
    const deep = {
      query: '{ buildings { nodes { spaces(first: 100) { nodes { bookings(first: 100) { nodes { id } } } } } } }',
    }
    const answers = await Promise.all(Array.from({ length: 30 }, () => gateway.post(deep)))
    for (const { code } of answers) expect(code).toBe('OPERATION_TOO_COSTLY')
    const lines = () => linesWith(/refused by a limit/) as { leftOut?: number }[]
    expect(lines()[0]).toMatchObject({ level: warn, operation: 'other', code: 'OPERATION_TOO_COSTLY' })
    await vi.waitFor(() => {
      const leftOut = lines().reduce((sum, line) => sum + (line.leftOut ?? 0), 0)
      const alone = lines().filter((line) => line.leftOut === undefined).length
      expect(alone + leftOut).toBe(30)
    }, 20_000)
    expect(lines().length).toBeLessThan(10)
  })

  test('tells of what is our own fault its operation, its path and its id', async () => {
    await other.query('alter table buildings rename to elsewhere')
    const { graphql } = await gateway.post({ query: '{ terms { id } building(name: "x") { id } }' })
    await other.query('alter table elsewhere rename to buildings')
    const errorId = graphql.errors?.[0]?.extensions.errorId
    expect(linesWith(/An operation failed/)).toEqual([
      expect.objectContaining({
        ...{ level: error, operation: 'other', hash: expect.any(String), path: ['building'], errorId },
        error: expect.objectContaining({ message: 'relation "buildings" does not exist' }),
      }),
    ])
  })

  test('names an operation that is registered', async () => {
    const [registered] = readRegisteredOperations().filter(({ name }) => name === 'BuildingRooms')
    const variables = {
      building: Buffer.from('Building:1').toString('base64url'),
      now: '2026-11-27T09:00:00Z',
      soon: '2026-11-27T10:00:00Z',
    }
    await lock('buildings')
    await gateway.post({ documentId: registered?.id, variables })
    await other.query('rollback')
    expect(linesWith(/was slow/).at(-1)).toMatchObject({ operation: 'BuildingRooms' })
  })
})

describe('a flood of equal lines', () => {
  function logs() {
    const lines: object[] = []
    let tick = () => {}
    const record = (details: object) => void lines.push(details)
    const log = createRequestLog({
      log: { level: 'info', warn: record, error: record, debug: record, trace: record },
      slowRequestMs: 1000,
      inASecond: (run) => {
        tick = run
      },
    })
    const answer = (operation: string, ...codes: string[]) =>
      log.answered({ operation, milliseconds: 1, codes, sql: { statements: 0, milliseconds: 0 } })
    return { lines, answer, aSecondPasses: () => tick() }
  }

  test('is one a second for each operation and code, and the next says how many were left out', () => {
    const { lines, answer, aSecondPasses } = logs()
    for (let n = 0; n < 5; n++) answer('Week', 'TIMEOUT')
    expect(lines).toEqual([{ operation: 'Week', code: 'TIMEOUT' }])
    aSecondPasses()
    expect(lines.slice(1)).toEqual([{ operation: 'Week', code: 'TIMEOUT', leftOut: 4 }])
    aSecondPasses()
    answer('Week', 'TIMEOUT')
    expect(lines.slice(2)).toEqual([{ operation: 'Week', code: 'TIMEOUT' }])
  })

  test('leaves the lines of others alone, and errors that are the client’s own have none', () => {
    const { lines, answer } = logs()
    answer('Week', 'TIMEOUT')
    answer('Rooms', 'TIMEOUT', 'TIMEOUT')
    answer('Week', 'OPERATION_TOO_DEEP')
    answer('Week', 'BAD_USER_INPUT')
    answer('Week')
    expect(lines).toEqual([
      { operation: 'Week', code: 'TIMEOUT' },
      { operation: 'Rooms', code: 'TIMEOUT' },
      { operation: 'Week', code: 'OPERATION_TOO_DEEP' },
    ])
  })
})
