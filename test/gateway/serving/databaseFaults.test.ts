/** What clients see while the database fails, and that all is well again when the fault is over. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { joinEmbeddedServer } from '../../../src/postgres/embedded/joinEmbeddedServer.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'
import { backendsWaitingFor } from '../../support/lockWaits.ts'

const buildings = { query: '{ buildings { totalCount } }' }
const counted = { buildings: { totalCount: 1 } }

describe('while the gateway runs', () => {
  let gateway: HttpGateway
  let other: pg.Client
  beforeAll(async () => {
    const campus = createCampusRows()
    campus.building()
    gateway = await startHttpGateway({ prepare: campus.insert, env: { STATEMENT_TIMEOUT_MS: '60000' } })
  })
  afterAll(() => gateway.stop())
  beforeEach(async () => {
    other = new pg.Client({ connectionString: gateway.databaseUrl })
    await other.connect()
  })
  afterEach(() => other.end())

  /** The backend of a read that waits for a lock. */
  const waitingBackend = () =>
    vi.waitFor(async () => {
      const { rows } = await other.query<{ pid: number }>(backendsWaitingFor('buildings'))
      expect(rows).toHaveLength(1)
      return rows[0]?.pid
    }, 20_000)

  test('a table that is gone is our fault: an id that is in the log, and not a word of SQL', async () => {
    await other.query('alter table buildings rename to elsewhere')
    const query =
      '{ a: buildings { nodes { name } totalCount } b: buildings { nodes { id } } building(name: "x") { id } }'
    const answer = await gateway.post({ query })
    const before = gateway.logged().filter(({ msg }) => msg === 'An operation failed.')
    await other.query('alter table elsewhere rename to buildings')

    const errors = answer.graphql.errors ?? []
    expect(answer.status).toBe(200)
    expect(answer.graphql.data).toBeNull()
    expect(errors.length).toBeGreaterThan(0)
    for (const { extensions, message } of errors) {
      expect(extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', errorId: expect.stringMatching(/^[0-9a-f-]{36}$/) })
      expect(message).toBe(
        `Something went wrong on our side. When you report it, name the error ${String(extensions.errorId)}.`,
      )
    }
    expect(answer.body.toString()).not.toMatch(/relation|select|does not exist|42P01|\.ts|node_modules/)
    const [logged] = before.filter(({ errorId }) => errorId === errors[0]?.extensions.errorId)
    expect(logged).toMatchObject({ level: 50, error: { message: 'relation "buildings" does not exist' } })
    expect((await gateway.post(buildings)).graphql.data).toEqual(counted)
  })

  test('one statement that fails for many fields is one error in the log', async () => {
    await other.query('alter table buildings rename to elsewhere')
    const logged = () => gateway.logged().filter(({ msg }) => msg === 'An operation failed.').length
    const before = logged()
    const id = (n: number) => Buffer.from(`Building:${n}`).toString('base64url')
    const { graphql } = await gateway.post({
      query: 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      variables: { ids: [id(1), id(2), id(3)] },
    })
    await other.query('alter table elsewhere rename to buildings')
    expect(graphql.errors?.length).toBeGreaterThan(0)
    expect(new Set(graphql.errors?.map(({ extensions }) => extensions.errorId)).size).toBe(1)
    expect(logged() - before).toBe(1)
  })

  test('large operations that wait for the database hold up neither small ones nor each other for good', async () => {
    const large = { query: '{ buildings(first: 40) { nodes { id spaces(first: 40) { nodes { id } } } } }' }
    const first = await gateway.post(large)
    await gateway.post(large)
    await other.query('begin; lock table spaces in access exclusive mode')
    const answers = Promise.all(Array.from({ length: 8 }, () => gateway.post(large)))
    await vi.waitFor(async () => expect((await other.query(backendsWaitingFor('spaces'))).rowCount).toBeGreaterThan(0))
    expect((await gateway.post(buildings)).graphql.data).toEqual(counted)
    await other.query('rollback')
    for (const { graphql } of await answers) expect(graphql.data).toEqual(first.graphql.data)
  })

  test('connections that were cut between two requests are made anew, and no client notices', async () => {
    await gateway.post(buildings)
    await other.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`)
    for (let i = 0; i < 5; i++) expect((await gateway.post(buildings)).graphql.data).toEqual(counted)
    expect((await gateway.send({ path: '/readyz' })).status).toBe(200)
  })

  test('a read that was cut is sent once more', async () => {
    await other.query('begin; lock table buildings in access exclusive mode')
    const answer = gateway.post(buildings)
    const first = await waitingBackend()
    await other.query('select pg_terminate_backend($1)', [first])
    await vi.waitFor(async () => expect(await waitingBackend()).not.toBe(first), 20_000)
    await other.query('rollback')
    expect((await answer).graphql.data).toEqual(counted)
  })

  test('a gateway that stops gives up on what the database does not answer', async () => {
    const stopping = await startHttpGateway({
      databaseUrl: gateway.databaseUrl,
      env: { DRAIN_SECONDS: '0', STATEMENT_TIMEOUT_MS: '600000' },
    })
    await other.query('begin; lock table buildings in access exclusive mode')
    const answer = stopping.post(buildings).catch((error: unknown) => error)
    await waitingBackend()
    await stopping.stop()
    expect(await answer).toBeInstanceOf(Error)
    await other.query('rollback')
  })

  test('a statement that takes too long is TIMEOUT, and what the others answered stands', async () => {
    const hasty = await startHttpGateway({ databaseUrl: gateway.databaseUrl, env: { STATEMENT_TIMEOUT_MS: '500' } })
    await other.query('begin; lock table buildings in access exclusive mode')
    const answer = await hasty.post({ query: '{ terms { id } building(name: "x") { id } }' })
    await other.query('rollback')
    expect(answer.status).toBe(200)
    expect(answer.graphql.data).toEqual({ terms: [], building: null })
    expect(answer.graphql.errors).toEqual([
      {
        message: 'The database took too long. Ask for less at once, or try again.',
        locations: expect.anything(),
        path: ['building'],
        extensions: { code: 'TIMEOUT' },
      },
    ])
    expect((await hasty.post(buildings)).graphql.data).toEqual(counted)
    await hasty.stop()
  })
})

test('while the database is stopped requests are refused with 503, and answered as soon as it is back', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'compax-faults-'))
  const first = await joinEmbeddedServer(dataDir, () => {})
  const gateway = await startHttpGateway({ databaseUrl: first.url })
  expect((await gateway.post(buildings)).graphql.data).toEqual({ buildings: { totalCount: 0 } })

  await first.leave()
  for (const accept of ['application/json', 'application/graphql-response+json']) {
    const away = await gateway.post(buildings, { accept })
    expect([away.status, away.headers['retry-after'], away.code]).toEqual([503, '1', 'SERVICE_UNAVAILABLE'])
    expect(away.graphql.data).toBeNull()
    expect(away.graphql.errors?.[0]?.message).toBe('The database cannot be reached. Try again in a moment.')
    expect(away.body.toString()).not.toMatch(/127\.0\.0\.1|ECONN|terminat|admin/)
  }
  const partly = await gateway.post({ query: '{ __typename building(name: "x") { id } }' })
  expect([partly.status, partly.code, partly.graphql.data?.building]).toEqual([200, 'SERVICE_UNAVAILABLE', null])
  expect((await gateway.post({ query: '{ __typename }' })).status).toBe(200)
  expect(gateway.logged()).toContainEqual(
    expect.objectContaining({ level: 40, operation: 'other', code: 'SERVICE_UNAVAILABLE' }),
  )
  const notReady = await gateway.send({ path: '/readyz' })
  expect([notReady.status, JSON.parse(notReady.body.toString())]).toEqual([
    503,
    { status: 'not ready', waitingFor: 'an answer of the database' },
  ])
  expect((await gateway.send({ path: '/healthz' })).status).toBe(200)

  const second = await joinEmbeddedServer(dataDir, () => {})
  expect(second.url).toBe(first.url)
  expect((await gateway.post(buildings)).graphql.data).toEqual({ buildings: { totalCount: 0 } })
  expect((await gateway.send({ path: '/readyz' })).status).toBe(200)
  await gateway.stop()
  await second.leave()
  await rm(dataDir, { recursive: true, force: true })
})
