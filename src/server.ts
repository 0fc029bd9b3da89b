/**
 * A running gateway: its clients made, its rooms put behind their addresses, and all of it ended again in order. It
 * listens before the database is there, so that probes can tell what is going on.
 */
import type { AddressInfo } from 'node:net'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { type OpenDatabase, openDatabase } from './database/openDatabase.ts'
import { createReadLanes, type ReadLanes } from './database/readLanes.ts'
import { type Read, sql } from './database/sql.ts'
import { clientError, UsageError } from './errors.ts'
import { createGateway, type Gateway } from './gateway.ts'
import { createHttpServer } from './http/createHttpServer.ts'
import { registerGraphqlRoute } from './http/graphqlRoute.ts'
import { registerProbes } from './http/probes.ts'
import { readOperations } from './operations/manifest.ts'
import { assertAnswerable, readRegisteredOperations } from './operations/registeredOperations.ts'
import { registerSandbox } from './sandbox/registerSandbox.ts'
import { loadDemo } from './seeding/loadDemo.ts'
import type { Settings } from './settings.ts'

export interface RunningServer {
  /** Such as `http://127.0.0.1:4000` */
  url: string
  /** Rejects when the gateway cannot go on: its database is lost for good. */
  ended: Promise<never>
  close(): Promise<void>
}

/** Two statements at a time keep a database of two cores busy; the third lane is for when one of them is slow. */
const lanes = 3

export async function startServer(
  settings: Settings,
  log: FastifyBaseLogger,
  signal?: AbortSignal,
): Promise<RunningServer> {
  const state: State = { lanes: undefined }
  const gateway = await createReadyGateway(settings, log, (statement) => lanesOf(state).read(statement))
  const app = await createApp(settings, log, gateway, state)
  let database: OpenDatabase | undefined
  const close = () => end({ app, gateway, state, database, drainMs: settings.drainSeconds * 1000 })
  try {
    await listen(app, settings)
    database = await openDatabase(settings, (line) => log.info(line), signal)
    if (settings.demo) await loadDemoInto(database.url, settings, log)
    const { statementTimeoutMs } = settings
    state.lanes = createReadLanes({ connectionString: database.url, lanes, statementTimeoutMs })
    await state.lanes.read(sql`select json_build_array(1)`)
  } catch (error) {
    await close()
    throw error
  }
  const { port } = app.server.address() as AddressInfo // listening on TCP
  const ended = database.lost.then((error): never => {
    throw error
  })
  return { url: `http://${hostInUrl(settings.host)}:${port}`, ended, close }
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

async function loadDemoInto(url: string, { campusTimeZone }: Settings, log: FastifyBaseLogger): Promise<void> {
  const progress = { update: (text: string) => log.info(text) }
  await loadDemo(url, { timeZone: campusTimeZone, now: new Date() }, progress)
}

interface State {
  /** Undefined until the database is ready, and again once it is left */
  lanes: ReadLanes | undefined
}

function lanesOf({ lanes }: State): ReadLanes {
  if (lanes === undefined) throw clientError('SERVICE_UNAVAILABLE', 'The gateway is starting. Try again in a moment.')
  return lanes
}

async function createReadyGateway(settings: Settings, log: FastifyBaseLogger, read: Read): Promise<Gateway> {
  const registered = readRegisteredOperations()
  const gateway = await createGateway({
    settings,
    read,
    registered,
    logError: (details, message) => log.error(details, message),
    logUnregistered: (hash) => log.warn({ hash }, 'An operation that is not registered was answered.'),
  })
  assertAnswerable(gateway.schema, registered)
  return gateway
}

async function createApp(
  settings: Settings,
  log: FastifyBaseLogger,
  gateway: Gateway,
  state: State,
): Promise<FastifyInstance> {
  const app = await createHttpServer(settings, log)
  registerProbes(app, async () => {
    await lanesOf(state).read(sql`select json_build_array(1)`)
    return true
  })
  registerGraphqlRoute(app, (request) => gateway.answer(request), settings.sandbox ? '/sandbox' : undefined)
  if (settings.sandbox) {
    registerSandbox(app, { operations: readOperations() })
    app.get('/', (_request, reply) => reply.redirect('sandbox'))
  }
  return app
}

interface Parts {
  app: FastifyInstance
  gateway: Gateway
  state: State
  database: OpenDatabase | undefined
  drainMs: number
}

/** What leaving the database may take, out of the time to end in */
const leaveMs = 1000

/** Takes no more requests, answers those that are under way, and gives up on them in time to be gone after `drainMs`. */
async function end({ app, gateway, state, database, drainMs }: Parts): Promise<void> {
  const deadline = setTimeout(() => app.server.closeAllConnections(), Math.max(drainMs - leaveMs, drainMs / 2))
  await app.close()
  clearTimeout(deadline)
  await gateway.close()
  await state.lanes?.close()
  state.lanes = undefined
  await database?.leave()
}

const hostInUrl = (host: string): string => {
  if (host === '127.0.0.1' || host === '0.0.0.0' || host === '::' || host === '::1') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
