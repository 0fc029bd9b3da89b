/**
 * A running gateway: its clients made, its rooms put behind their addresses, and all of it ended again in order. It
 * listens before the database is there, so that probes can tell what is going on.
 */
import type { AddressInfo } from 'node:net'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import pg from 'pg'
import { type DemoAccount, demoPassword, findDemoAccounts } from './campus/seeding/demoAccounts.ts'
import { loadDemo } from './campus/seeding/loadDemo.ts'
import { type OpenCache, openCache } from './gateway/caching/openCache.ts'
import { createDatabaseClients, type DatabaseClients } from './gateway/database/databaseClients.ts'
import { sql } from './gateway/database/sql.ts'
import { clientError, UsageError } from './gateway/errors/errors.ts'
import { createGateway, type Gateway } from './gateway/gateway.ts'
import { createHttpServer } from './gateway/http/createHttpServer.ts'
import { registerGraphqlRoute } from './gateway/http/graphqlRoute.ts'
import { registerProbes } from './gateway/http/probes.ts'
import { createInvalidation } from './gateway/invalidation/createInvalidation.ts'
import { deferInvalidation } from './gateway/invalidation/deferred.ts'
import type { Invalidation } from './gateway/invalidation/invalidation.ts'
import { openStatements, type Statements } from './gateway/invalidation/statements.ts'
import { createMetrics, type Metrics } from './gateway/observing/metrics.ts'
import { createRequestLog } from './gateway/observing/requestLog.ts'
import { type ManifestOperation, readOperations } from './gateway/operations/manifest.ts'
import { assertAnswerable, readRegisteredOperations } from './gateway/operations/registeredOperations.ts'
import { registerOperatorRooms, watchCache } from './operatorRoutes.ts'
import { type OpenDatabase, openDatabase } from './postgres/openDatabase.ts'
import { exampleInputs } from './sandbox/exampleInputs.ts'
import { registerSandbox } from './sandbox/registerSandbox.ts'
import type { Settings } from './settings.ts'

export interface RunningServer {
  /** Such as `http://127.0.0.1:4000` */
  url: string
  /** Whom anybody can sign in as, with `demoPassword`; none but on the demo campus */
  demoAccounts: DemoAccount[]
  /** Rejects when the gateway cannot go on: its database is lost for good. */
  ended: Promise<never>
  close(): Promise<void>
}

export interface StartOptions {
  /** Aborted, it gives up what is under way and leaves nothing running. */
  signal?: AbortSignal
  /** Whether the process is this server's alone, so that its metrics are the server's too */
  watchesProcess?: boolean
}

export async function startServer(
  settings: Settings,
  log: FastifyBaseLogger,
  { signal, watchesProcess = false }: StartOptions = {},
): Promise<RunningServer> {
  const invalidation = deferInvalidation()
  const state: State = { clients: undefined, invalidation, waitsFor: 'the database' }
  const registered = readRegisteredOperations()
  const metrics = createMetrics(registered.map(({ name }) => name))
  if (watchesProcess) metrics.watchProcess()
  const cache = openCache({ settings, invalidation, observer: metrics.observer, log })
  const gateway = await createReadyGateway({ settings, log, state, cache, metrics, registered })
  const app = await createApp({ settings, log, state, gateway })
  registerOperatorRooms(app, { settings, metrics, invalidation, registered })
  watchCache(metrics, { settings, invalidation, cache })
  metrics.cache.uncacheable(() => gateway.uncacheable)
  let database: OpenDatabase | undefined
  let demoAccounts: DemoAccount[] = []
  const waitFor = (step: string) => {
    state.waitsFor = step
  }
  const close = () => end({ app, gateway, state, cache, database, drainMs: settings.drainSeconds * 1000 })
  try {
    await listen(app, settings)
    database = await openDatabase(settings, (line) => log.info(line), {
      signal,
      migrating: () => waitFor('migrations'),
    })
    waitFor('the demo campus')
    if (settings.demo) demoAccounts = await openDemo(database.url, settings, log)
    state.clients = createDatabaseClients(database.url, settings.statementTimeoutMs)
    waitFor('an answer of the database')
    await state.clients.read(sql`select 1`)
    state.statements = openStatements(database.url)
    const { write } = state.statements
    invalidation.begin(createInvalidation({ directUrl: database.directUrl, write, log }))
  } catch (error) {
    await close()
    throw error
  }
  const { port } = app.server.address() as AddressInfo // listening on TCP
  const ended = database.lost.then((error): never => {
    throw error
  })
  return { url: `http://${hostInUrl(settings.host)}:${port}`, demoAccounts, ended, close }
}

const unusableAddress: Record<string, string> = {
  EADDRINUSE: 'PORT %s is in use: set another, or stop what listens there.',
  EACCES: 'PORT %s needs privileges that this process lacks: set one above 1023.',
  EADDRNOTAVAIL: 'HOST %s is no address of this machine.',
  ENOTFOUND: 'HOST %s is no name that this machine knows.',
}

async function listen(app: FastifyInstance, { host, port }: Settings): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const fault = unusableAddress[error instanceof Error && 'code' in error ? String(error.code) : '']
    if (fault === undefined) throw error
    throw new UsageError(fault.replace('%s', fault.startsWith('PORT') ? String(port) : host))
  }
}

async function openDemo(url: string, settings: Settings, log: FastifyBaseLogger): Promise<DemoAccount[]> {
  const progress = { update: (text: string) => log.info(text) }
  await loadDemo(url, { timeZone: settings.campusTimeZone, now: new Date() }, progress)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const accounts = await findDemoAccounts(client).finally(() => client.end())
  if (accounts.length > 0 && !isLoopback(settings.host)) {
    log.warn(
      `HOST ${settings.host} lets others in, and the demo's accounts are known to everybody. DEMO=off leaves them out.`,
    )
  }
  return accounts
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.')

interface State {
  /** Undefined until the database is ready, and again once it is left */
  clients: DatabaseClients | undefined
  invalidation: Invalidation
  statements?: Statements
  /** The step of the start that is under way */
  waitsFor: string
}

function clientsOf({ clients }: State): DatabaseClients {
  if (clients === undefined) throw clientError('SERVICE_UNAVAILABLE', 'The gateway is starting. Try again in a moment.')
  return clients
}

interface ReadyParts {
  settings: Settings
  log: FastifyBaseLogger
  state: State
  cache: OpenCache
  metrics: Metrics
  registered: ManifestOperation[]
}

async function createReadyGateway(parts: ReadyParts): Promise<Gateway> {
  const { settings, log, state, cache, metrics, registered } = parts
  const gateway = await createGateway({
    settings,
    read: (statement, life) => clientsOf(state).read(statement, life),
    transact: (work, meter, start) => clientsOf(state).transact(work, meter, start),
    invalidation: state.invalidation,
    cache: cache.cache,
    encode: cache.encode,
    observer: metrics.observer,
    texts: cache.texts,
    registered,
    requestLog: createRequestLog({ log, slowRequestMs: settings.slowRequestMs }),
    logNotKept: (operation, reason) => log.info(`Answers of ${operation} are never kept: ${reason}.`),
    logUnregistered: (hash) => log.warn({ hash }, 'An operation that is not registered was answered.'),
  })
  assertAnswerable(gateway.schema, registered)
  return gateway
}

interface AppParts {
  settings: Settings
  log: FastifyBaseLogger
  state: State
  gateway: Gateway
}

async function createApp({ settings, log, state, gateway }: AppParts): Promise<FastifyInstance> {
  const app = await createHttpServer({ settings, logger: log, findKept: gateway.findKept })
  registerProbes(app, () => missing(state))
  registerGraphqlRoute(app, {
    answer: (request) => gateway.answer(request),
    sandbox: settings.sandbox ? '/sandbox' : undefined,
    corsOrigins: settings.corsOrigins,
    requestTimeoutMs: settings.requestTimeoutMs,
  })
  if (settings.sandbox) {
    const demo = settings.demo ? { username: 'student', password: demoPassword } : undefined
    registerSandbox(app, { operations: readOperations().map(exampleInputs(demo)) })
    app.get('/', (_request, reply) => reply.redirect('sandbox'))
  }
  return app
}

async function missing({ clients, waitsFor }: State): Promise<string | undefined> {
  if (clients === undefined) return waitsFor
  return clients.read(sql`select 1`).then(
    () => undefined,
    () => 'an answer of the database',
  )
}

interface Parts {
  app: FastifyInstance
  gateway: Gateway
  state: State
  cache: OpenCache
  database: OpenDatabase | undefined
  drainMs: number
}

/** What leaving the database may take, out of the time to end in */
const leaveMs = 1000

/** Takes no more requests, answers those that are under way, and gives up on them in time to be gone after `drainMs`. */
async function end({ app, gateway, state, cache, database, drainMs }: Parts): Promise<void> {
  const deadline = setTimeout(() => app.server.closeAllConnections(), Math.max(drainMs - leaveMs, drainMs / 2))
  await app.close()
  clearTimeout(deadline)
  await gateway.close()
  await cache.close()
  await state.invalidation.close()
  await state.statements?.close()
  await state.clients?.close()
  state.clients = undefined
  await database?.leave()
}

const hostInUrl = (host: string): string => {
  if (host === '127.0.0.1' || host === '0.0.0.0' || host === '::' || host === '::1') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
