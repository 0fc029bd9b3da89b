/**
 * How long a request is waited for. It gets TIMEOUT at its deadline. When its client has gone, the gateway does nothing
 * more for it, except for its changes.
 */
import http from 'node:http'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { hourFromNow } from '../../support/bookingDesk.ts'
import { sha256, startCachingGateway, statusOf, warm } from '../../support/caching/cacheClient.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import type { GraphQLAnswer } from '../../support/harness.ts'
import type { HttpGateway } from '../../support/httpGateway.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

const timeoutMs = 1500
let gateway: HttpGateway
let patient: HttpGateway
let admin: TestPerson
/** Holds locks */
let other: pg.Client
let watcher: pg.Client

beforeAll(async () => {
  const campus = createCampusRows()
  campus.space(campus.building())
  patient = await startCachingGateway({ prepare: campus.insert, env: { STATEMENT_TIMEOUT_MS: '60000' } })
  gateway = await startCachingGateway({
    databaseUrl: patient.databaseUrl,
    env: { REQUEST_TIMEOUT_MS: String(timeoutMs), STATEMENT_TIMEOUT_MS: '60000' },
  })
  admin = await addPerson(gateway.databaseUrl, 'ADMIN')
  // The first transaction of a process takes long to begin.
  await vi.waitFor(async () => expect((await gateway.post(setFloors(40), admin.headers)).code).toBeUndefined(), 20_000)
})
afterAll(async () => {
  await gateway.stop()
  await patient.stop()
})
beforeEach(async () => {
  other = new pg.Client({ connectionString: gateway.databaseUrl })
  watcher = new pg.Client({ connectionString: gateway.databaseUrl })
  await Promise.all([other.connect(), watcher.connect()])
})
afterEach(() => Promise.all([other.end(), watcher.end()]))

const lock = (table: string) => other.query(`begin; lock table ${table} in access exclusive mode`)
const unlock = () => other.query('rollback')
const waitingStatements = async (name: string): Promise<number> => {
  const { rows } = await watcher.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity
     where application_name = $1 and datname = current_database() and wait_event_type = 'Lock'`,
    [name],
  )
  return rows[0]?.n ?? 0
}
const [reads, writes] = ['compax reads', 'compax writes']
const untilWaiting = (name: string, count = 1) =>
  vi.waitFor(async () => expect(await waitingStatements(name)).toBe(count), 20_000)

const buildings = '{ buildings { totalCount } }'
const terms = '{ terms { name } }'
const setFloors = (floors: number) => ({
  query: `mutation { updateBuilding(input: { building: "${id('Building', 1)}", floors: ${floors} }) { building { floors } userErrors { code } } }`,
})
const id = (type: string, number: number) => Buffer.from(`${type}:${number}`).toString('base64url')
const floors = async () => (await watcher.query('select floors from buildings where id = 1')).rows[0].floors

const sendArray = async (entries: object[]): Promise<GraphQLAnswer[]> => {
  const answer = await gateway.post(entries, admin.headers)
  return JSON.parse(answer.body.toString())
}
const codeOf = ({ errors }: GraphQLAnswer) => errors?.[0]?.extensions.code
const messageOf = ({ errors }: GraphQLAnswer) => errors?.[0]?.message

describe('at the deadline', () => {
  test('a query is TIMEOUT, what the database answered before stands, and its statement is cancelled', async () => {
    await lock('buildings')
    const answer = await gateway.post({ query: '{ terms { name } building(name: "x") { id } }' })
    expect(answer.graphql).toMatchObject({ data: { terms: [], building: null }, errors: [{ path: ['building'] }] })
    expect(answer.code).toBe('TIMEOUT')
    await untilWaiting(reads, 0)
    await unlock()
  })

  test('sixty queries of one table are, at once, and those of another are answered meanwhile', async () => {
    await lock('buildings')
    let waiting = 60
    const held = Array.from({ length: 60 }, () => gateway.post({ query: buildings }).finally(() => waiting--))
    await vi.waitFor(async () => expect(await waitingStatements(reads)).toBeGreaterThan(0))
    expect((await gateway.post({ query: '{ terms { name startsOn } }' })).graphql.errors).toBeUndefined()
    expect(waiting).toBe(60)
    for (const { code } of await Promise.all(held)) expect(code).toBe('TIMEOUT')
    await unlock()
  })

  test('entries of an array that have their answers stand', async () => {
    await lock('buildings')
    const answers = await sendArray([{ query: terms }, { query: buildings }, { query: '{ __typename }' }])
    await unlock()
    expect(answers.map((answer) => codeOf(answer) ?? answer.data)).toEqual([
      { terms: [] },
      'TIMEOUT',
      { __typename: 'Query' },
    ])
  })

  test('a mutation that has not begun is refused, and never does anything', async () => {
    const before = await floors()
    await lock('terms')
    const answers = await sendArray([{ query: terms }, setFloors(41), { query: buildings }])
    await unlock()
    expect(answers.map(codeOf)).toEqual(['TIMEOUT', 'TIMEOUT', 'TIMEOUT'])
    expect(messageOf(answers[1] ?? {})).toBe(
      `The request took longer than ${timeoutMs} ms, and nothing was changed. Try again.`,
    )
    // It would be done by now: this one is done after it.
    await sendArray([{ query: '{ __typename }' }])
    expect(await floors()).toBe(before)
  })

  test('one that has begun is reported as maybe done, goes on to its end, and every instance sees it', async () => {
    await warm(patient, { query: '{ building(name: "Building 1") { floors } }' })
    await other.query('begin; update buildings set floors = floors where id = 1')
    const answer = await gateway.post(setFloors(42), admin.headers)
    expect(answer.code).toBe('TIMEOUT')
    expect(messageOf(answer.graphql)).toBe(
      `The request took longer than ${timeoutMs} ms. The change may have been made. Look at what is there before you send it again.`,
    )
    await unlock()
    await vi.waitFor(async () => expect(await floors()).toBe(42), 20_000)
    await vi.waitFor(async () => {
      const seen = await patient.post({ query: '{ building(name: "Building 1") { floors } }' })
      expect(seen.graphql.data.building.floors).toBe(42)
    }, 20_000)
  })

  test('one with an idempotency key is safe to send again', async () => {
    const query =
      'mutation($input: CreateBookingInput!) { createBooking(input: $input) { booking { id } userErrors { code } } }'
    const input = { space: id('Space', 1), title: 'Late', ...hourFromNow(30), idempotencyKey: 'late-1' }
    await lock('bookings')
    const late = await gateway.post({ query, variables: { input } }, admin.headers)
    expect([late.code, messageOf(late.graphql)]).toEqual([
      'TIMEOUT',
      `The request took longer than ${timeoutMs} ms. The change may have been made. It is safe to send it again with the same idempotencyKey.`,
    ])
    await unlock()
    const again = await gateway.post({ query, variables: { input } }, admin.headers)
    expect(again.graphql.data.createBooking).toMatchObject({ booking: { id: expect.any(String) }, userErrors: [] })
    expect((await watcher.query('select from bookings')).rowCount).toBe(1)
  })

  test('the wait for propagation counts, too', async () => {
    await other.query('begin; lock table cache.instance in access exclusive mode')
    const answers = await sendArray([{ query: '{ __typename }' }, setFloors(43), { query: 7 }])
    await unlock()
    expect(answers.map(codeOf)).toEqual([undefined, 'TIMEOUT', 'BAD_USER_INPUT'])
    expect(messageOf(answers[1] ?? {})).toContain('The change may have been made.')
    expect(await floors()).toBe(43)
  })

  test('the look-up of the session counts, too', async () => {
    const stranger = await addPerson(gateway.databaseUrl, 'ADMIN')
    await lock('sessions')
    const answer = await gateway.post({ query: terms }, stranger.headers)
    await unlock()
    expect(answer.code).toBe('TIMEOUT')
  })
})

/** A request that its client gives up when this is called */
function leaving(to: HttpGateway, body: object, headers = {}): { leave(): void } {
  const { hostname, port } = new URL(to.url)
  const request = http.request({ hostname, port, method: 'POST', path: '/graphql' })
  for (const [name, value] of Object.entries({ 'content-type': 'application/json', ...headers })) {
    request.setHeader(name, String(value))
  }
  request.on('error', () => {}).end(JSON.stringify(body))
  return { leave: () => void request.destroy() }
}

describe('a client that has gone', () => {
  test('has its query cancelled, and what it still waits for is not sent', async () => {
    await lock('buildings')
    const large = { query: '{ buildings(first: 40) { nodes { id spaces(first: 40) { nodes { id } } } } }' }
    const clients = Array.from({ length: 20 }, () => leaving(patient, large))
    await vi.waitFor(async () => expect(await waitingStatements(reads)).toBeGreaterThan(0), 20_000)
    for (const { leave } of clients) leave()
    await untilWaiting(reads, 0)
    await unlock()
  })

  test('has its mutation carried through', async () => {
    await other.query('begin; update buildings set floors = floors where id = 1')
    const { leave } = leaving(patient, setFloors(44), admin.headers)
    await untilWaiting(writes)
    leave()
    // What it would be ended by comes before this on the same connection of the gateway's events.
    expect((await patient.post({ query: terms })).graphql.errors).toBeUndefined()
    expect(await waitingStatements(writes)).toBe(1)
    await unlock()
    await vi.waitFor(async () => expect(await floors()).toBe(44), 20_000)
  })

  test('leaves the answer to others who ask the same', async () => {
    const query = '{ buildings { nodes { name floors } } }'
    const byHash = { extensions: { persistedQuery: { version: 1, sha256Hash: sha256(query) } } }
    await patient.post({ query })
    await lock('buildings')
    const { leave } = leaving(patient, byHash)
    await untilWaiting(reads)
    const joined = patient.post(byHash)
    // Its request has come when a later one is answered.
    expect((await patient.post({ query: '{ terms { endsOn } }' })).graphql.errors).toBeUndefined()
    leave()
    expect((await patient.post({ query: '{ terms { startsOn } }' })).graphql.errors).toBeUndefined()
    await unlock()
    const answer = await joined
    expect(answer.graphql.data.buildings.nodes).toHaveLength(1)
    expect(answer.graphql.extensions?.sql?.statements).toBe(0)
  })

  test('leaves nothing of what was cut short in the cache', async () => {
    const query = '{ buildings { nodes { id name } } }'
    const byHash = { extensions: { persistedQuery: { version: 1, sha256Hash: sha256(query) } } }
    await gateway.post({ query })
    await lock('buildings')
    expect((await gateway.post(byHash)).code).toBe('TIMEOUT')
    await unlock()
    const next = await gateway.post(byHash)
    expect([next.graphql.errors, next.graphql.data.buildings.nodes.length]).toEqual([undefined, 1])
    expect(statusOf(next.headers)).toContain('fwd=miss')
  })
})
