/**
 * A running server. It listens at once, opens the database and then the gateway, and ends all of it again in order.
 * Until the gateway is open, probes and the edge tell clients that the server starts.
 */
import type { AddressInfo } from 'node:net'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { createApplication } from './campus/application.ts'
import { tagExamples } from './campus/cacheTags.ts'
import { type DemoAccount, demoPassword } from './campus/seeding/demoAccounts.ts'
import { createHttpServer } from './gateway/http/createHttpServer.ts'
import { registerGraphqlRoute } from './gateway/http/graphqlRoute.ts'
import { registerProbes } from './gateway/http/probes.ts'
import { createMetrics } from './gateway/observing/metrics.ts'
import { readOperations } from './gateway/operations/manifest.ts'
import { assertAnswerable, readRegisteredOperations } from './gateway/operations/registeredOperations.ts'
import { UsageError } from './operatorErrors.ts'
import { type OpenDatabase, openDatabase } from './postgres/openDatabase.ts'
import { Edge } from './process/edge.ts'
import { openDemo } from './process/openDemo.ts'
import { type GatewayOptions, type OpenGateway, openGateway } from './process/openGateway.ts'
import { registerOperatorRoutes } from './process/operatorRoutes.ts'
import { exampleInputs } from './sandbox/exampleInputs.ts'
import { registerSandbox } from './sandbox/registerSandbox.ts'
import type { Settings } from './settings.ts'

export interface RunningServer {
  /** Such as `http://127.0.0.1:4000` */
  url: string
  /** Accounts that every client may sign in with, by `demoPassword`; empty except on the demo campus */
  demoAccounts: DemoAccount[]
  /** Rejects when the gateway cannot go on: its database is lost for good. */
  ended: Promise<never>
  close(): Promise<void>
}

export interface StartOptions {
  /** When it aborts, the start gives up its work and leaves nothing running. */
  signal?: AbortSignal
  /** Whether the process is this server's alone, so that its metrics are the server's too */
  watchesProcess?: boolean
}

export async function startServer(
  settings: Settings,
  log: FastifyBaseLogger,
  { signal, watchesProcess = false }: StartOptions = {},
): Promise<RunningServer> {
  const application = createApplication(settings)
  const registered = readRegisteredOperations()
  assertAnswerable(application.schema, registered)
  const metrics = createMetrics(registered.map(({ name }) => name))
  if (watchesProcess) metrics.watchProcess()
  const edge = new Edge(metrics.observer)
  const options = { settings, log, application, metrics, registered }
  const app = await createApp(options, edge)
  const parts: Parts = { app, edge, drainMs: settings.drainSeconds * 1000, open: undefined, database: undefined }
  const close = () => end(parts)
  try {
    await listen(app, settings)
    const demoAccounts = await start(options, parts, signal)
    const { port } = app.server.address() as AddressInfo // listening on TCP
    return { url: `http://${hostInUrl(settings.host)}:${port}`, demoAccounts, ended: endOf(parts), close }
  } catch (error) {
    await close()
    throw error
  }
}

interface Parts {
  app: FastifyInstance
  edge: Edge
  drainMs: number
  database: OpenDatabase | undefined
  open: OpenGateway | undefined
}

async function start(options: GatewayOptions, parts: Parts, signal: AbortSignal | undefined): Promise<DemoAccount[]> {
  const { settings, log } = options
  const { edge } = parts
  const migrating = () => {
    edge.waitsFor = 'migrations'
  }
  const database = await openDatabase(settings, (line) => log.info(line), { signal, migrating })
  parts.database = database
  edge.waitsFor = 'the demo campus'
  const demoAccounts = settings.demo ? await openDemo(database.url, settings, log) : []
  edge.waitsFor = 'an answer of the database'
  parts.open = await openGateway(options, database)
  edge.switchTo(parts.open)
  return demoAccounts
}

const endOf = async ({ database }: Parts): Promise<never> => {
  if (database === undefined) throw new Error('A server that runs has a database.')
  throw await database.lost
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

async function createApp(options: GatewayOptions, edge: Edge): Promise<FastifyInstance> {
  const { settings, log, metrics, application, registered } = options
  const app = await createHttpServer({ settings, logger: log, lookUp: edge.lookUp })
  registerProbes(app, () => edge.missing())
  registerGraphqlRoute(app, {
    handle: (request) => edge.handle(request),
    sandbox: settings.sandbox ? '/sandbox' : undefined,
    corsOrigins: settings.corsOrigins,
    requestTimeoutMs: settings.requestTimeoutMs,
  })
  if (settings.sandbox) {
    const demo = settings.demo ? { username: 'student', password: demoPassword } : undefined
    registerSandbox(app, { operations: readOperations().map(exampleInputs(demo)) })
    app.get('/', (_request, reply) => reply.redirect('sandbox'))
  }
  const { tags } = application
  const purge = (purged: readonly number[]) => edge.purge(purged)
  registerOperatorRoutes(app, { settings, metrics, tags, examples: tagExamples, purge, registered })
  return app
}

/** The part of the time to end in that leaving the database may take */
const leaveMs = 1000

/** Takes no more requests, answers those that are under way, and gives up on them in time to be gone after `drainMs`. */
async function end({ app, edge, drainMs, open, database }: Parts): Promise<void> {
  const deadline = setTimeout(() => app.server.closeAllConnections(), Math.max(drainMs - leaveMs, drainMs / 2))
  await app.close()
  clearTimeout(deadline)
  edge.switchTo(undefined)
  await open?.close()
  await database?.leave()
}

const hostInUrl = (host: string): string => {
  if (host === '127.0.0.1' || host === '0.0.0.0' || host === '::' || host === '::1') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
