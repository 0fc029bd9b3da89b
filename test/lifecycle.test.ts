/** From the first line that the process prints to its exit status. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { freshDatabase, type TestDatabase } from './support/database.ts'
import { type GatewayProcess, startProcess } from './support/gatewayProcess.ts'
import { backendsWaitingFor } from './support/lockWaits.ts'

let database: TestDatabase
/** Another session, which can stand in the way */
let other: pg.Client
const started: GatewayProcess[] = []

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  other = new pg.Client({ connectionString: database.url })
  await other.connect()
})
afterEach(async () => {
  for (const one of started) one.kill('SIGKILL')
  await Promise.all(started.splice(0).map(({ exited }) => exited))
  await other.end()
})

function start(env: Record<string, string> = {}): GatewayProcess {
  const process = startProcess({ DATABASE_URL: database.url, ...env })
  started.push(process)
  return process
}

const buildings = '{ buildings { totalCount } }'

/** A request to each that the database does not answer before the lock is given up; resolves when all wait there. */
async function askBehindLock(...gateways: GatewayProcess[]) {
  await other.query('begin; lock table buildings in access exclusive mode')
  const answers = gateways.map((gateway) => gateway.post(buildings).catch((error: NodeJS.ErrnoException) => error))
  await vi.waitFor(async () => {
    const { rowCount } = await other.query(backendsWaitingFor('buildings'))
    expect(rowCount).toBe(gateways.length)
  }, 20_000)
  return { answers: Promise.all(answers) }
}

const statuses = (gateways: GatewayProcess[]) => Promise.all(gateways.map(({ exited }) => exited))

/** The lock under which migrations are applied */
const migrationLock = 72_707_369

describe('starting', () => {
  test('is alive before it is ready, and says so; every line is JSON in production', async () => {
    await other.query('select pg_advisory_lock($1)', [migrationLock])
    const gateway = start({ NODE_ENV: 'production' })
    await gateway.url()
    expect((await gateway.send({ path: '/healthz' })).status).toBe(200)
    const notReady = await gateway.send({ path: '/readyz' })
    expect([notReady.status, notReady.headers['retry-after']]).toEqual([503, '1'])
    await vi.waitFor(async () => {
      const { body } = await gateway.send({ path: '/readyz' })
      expect(JSON.parse(body.toString())).toEqual({ status: 'not ready', waitingFor: 'migrations' })
    }, 20_000)
    const early = await gateway.post(buildings)
    expect([early.status, early.code, early.headers['retry-after']]).toEqual([503, 'SERVICE_UNAVAILABLE', '1'])
    expect(early.graphql.errors?.[0]?.message).toBe('The gateway is starting. Try again in a moment.')

    await other.query('select pg_advisory_unlock($1)', [migrationLock])
    const url = await gateway.ready()
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect((await gateway.post(buildings)).graphql.data).toEqual({ buildings: { totalCount: 0 } })
    for (const line of gateway.lines) expect(JSON.parse(line)).toHaveProperty('msg')
  })

  test('is given up by SIGTERM, and that is not a failure', async () => {
    await other.query('select pg_advisory_lock($1)', [migrationLock])
    const gateway = start()
    await gateway.url()
    gateway.kill('SIGTERM')
    expect(await gateway.exited).toBe(0)
  })
})

describe('stopping', () => {
  test('by SIGTERM and SIGINT answers what is under way, and takes nothing new', async () => {
    const patient = { DRAIN_SECONDS: '600', STATEMENT_TIMEOUT_MS: '600000' }
    const gateways = [start(patient), start(patient)]
    const urls = await Promise.all(gateways.map((gateway) => gateway.ready()))
    const { answers } = await askBehindLock(...gateways)
    gateways[0]?.kill('SIGTERM')
    gateways[1]?.kill('SIGINT')
    for (const url of urls) await vi.waitFor(() => expect(fetch(`${url}/healthz`)).rejects.toThrow(), 20_000)
    await other.query('rollback')
    for (const answer of await answers) expect(answer).toMatchObject({ status: 200, headers: { connection: 'close' } })
    expect(await statuses(gateways)).toEqual([0, 0])
  })

  test('does not wait for connections that ask nothing', async () => {
    const gateway = start({ DRAIN_SECONDS: '600' })
    const { port } = new URL(await gateway.ready())
    const idle = [connect(Number(port), '127.0.0.1'), connect(Number(port), '127.0.0.1')]
    await Promise.all(idle.map((socket) => once(socket, 'connect')))
    idle[0]?.write('POST /graphql HTTP/1.1\r\nhost: half')
    await gateway.send({ path: '/healthz' })
    gateway.kill('SIGTERM')
    expect(await gateway.exited).toBe(0)
  })

  test('gives up after DRAIN_SECONDS, or at another signal, on what the database does not answer', async () => {
    const gateways = ['1', '600'].map((DRAIN_SECONDS) => start({ DRAIN_SECONDS, STATEMENT_TIMEOUT_MS: '600000' }))
    const [hasty, patient] = gateways
    await Promise.all(gateways.map((gateway) => gateway.ready()))
    const { answers } = await askBehindLock(...gateways)
    hasty?.kill('SIGTERM')
    // Again and again, since two signals at once count as one.
    await vi.waitFor(
      () => {
        patient?.kill('SIGTERM')
        expect(patient?.process.exitCode).not.toBeNull()
      },
      { timeout: 20_000, interval: 100 },
    )
    expect(await statuses(gateways)).toEqual([0, 1])
    expect(await answers).toEqual([expect.any(Error), expect.any(Error)])
  })
})

describe('what cannot be used is one line that names it, and exit status 2', () => {
  test('a port that is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const address = holder.address()
    const port = typeof address === 'object' ? String(address?.port) : ''
    const gateway = start({ PORT: port, LOG_LEVEL: 'error' })
    expect(await gateway.exited).toBe(2)
    expect(gateway.lines).toEqual([`PORT ${port} is in use: set another, or stop what listens there.`])
    holder.close()
  })

  test('a setting, and a database that is not there; never a password', async () => {
    const wrong: [Record<string, string>, RegExp][] = [
      [{ PORT: 'http' }, /^PORT must be a whole number from 0 to 65535, not "http"\.$/],
      [{ HOST: '203.0.113.1' }, /^HOST 203\.0\.113\.1 is no address of this machine\.$/],
      [{ DATABASE_URL: 'me:s3cr3t@localhost/x' }, /^DATABASE_URL must be a URL like postgresql:\/\/\S+\.$/],
      [{ DATABASE_URL: 'postgresql://me:s3cr3t@127.0.0.1:1/x' }, /^DATABASE_URL: no connection to 127\.0\.0\.1:1\/x /],
    ]
    const gateways = wrong.map(([env]) => start({ LOG_LEVEL: 'error', ...env }))
    expect(await Promise.all(gateways.map(({ exited }) => exited))).toEqual([2, 2, 2, 2])
    expect(gateways.map(({ lines }) => lines)).toEqual(wrong.map(([, line]) => [expect.stringMatching(line)]))
    expect(gateways.flatMap(({ lines }) => lines).join()).not.toContain('s3cr3t')
  })
})
