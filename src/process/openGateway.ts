/** The gateway over an open database, with everything that it runs on: made in order, closed in the opposite one. */
import type { FastifyBaseLogger } from 'fastify'
import type { Application } from '../gateway/application.ts'
import { type OpenCache, openCache } from '../gateway/caching/openCache.ts'
import { createDatabaseClients, type DatabaseClients } from '../gateway/database/databaseClients.ts'
import { sql } from '../gateway/database/sql.ts'
import { createGateway, type Gateway } from '../gateway/gateway.ts'
import { createInvalidation } from '../gateway/invalidation/createInvalidation.ts'
import type { Invalidation } from '../gateway/invalidation/invalidation.ts'
import { openStatements } from '../gateway/invalidation/statements.ts'
import type { Metrics } from '../gateway/observing/metrics.ts'
import { publishingCache } from '../gateway/observing/publishEvents.ts'
import { createRequestLog } from '../gateway/observing/requestLog.ts'
import type { ManifestOperation } from '../gateway/operations/manifest.ts'
import type { Settings } from '../settings.ts'

export interface OpenGateway {
  gateway: Gateway
  clients: DatabaseClients<unknown>
  invalidation: Invalidation
  close(): Promise<void>
}

export interface GatewayOptions {
  settings: Settings
  log: FastifyBaseLogger
  application: Application
  metrics: Metrics
  registered: ManifestOperation[]
}

/** @param database its addresses: through a pooler where there is one, and past it */
export async function openGateway(
  options: GatewayOptions,
  database: { url: string; directUrl: string },
): Promise<OpenGateway> {
  const { settings, log, application, metrics } = options
  await using opened = new AsyncDisposableStack()
  const clients = createDatabaseClients({
    connectionString: database.url,
    statementTimeoutMs: settings.statementTimeoutMs,
    createClient: application.createTransactionClient,
  })
  opened.defer(() => clients.close())
  await clients.read(sql`select 1`)
  const statements = openStatements(database.url)
  opened.defer(() => statements.close())
  const { tags, nextChange } = application
  const changes = { tags, nextChange: nextChange?.select }
  const invalidation = createInvalidation({ directUrl: database.directUrl, write: statements.write, changes, log })
  opened.defer(() => invalidation.close())
  const cache = openCache({ settings, application, invalidation, observer: publishingCache(metrics.observer), log })
  opened.defer(() => cache.close())
  const gateway = await connect(options, { clients, invalidation, cache })
  opened.defer(() => gateway.close())
  watchCache(metrics, { settings, invalidation, cache, gateway })
  const closing = opened.move()
  return { gateway, clients, invalidation, close: () => closing.disposeAsync() }
}

interface Platform {
  clients: DatabaseClients<unknown>
  invalidation: Invalidation
  cache: OpenCache
}

function connect(
  { settings, log, application, metrics, registered }: GatewayOptions,
  { clients, invalidation, cache }: Platform,
): Promise<Gateway> {
  return createGateway(application, {
    settings,
    read: clients.read,
    transact: clients.transact,
    invalidation,
    cache: cache.cache,
    encode: cache.encode,
    observer: publishingCache(metrics.observer),
    texts: cache.texts,
    registered,
    requestLog: createRequestLog({ log, slowRequestMs: settings.slowRequestMs }),
    logNotKept: (operation, reason) => log.info(`Answers of ${operation} are never kept: ${reason}.`),
    logUnregistered: (hash) => log.warn({ hash }, 'An operation that is not registered was answered.'),
  })
}

interface Watched extends Omit<Platform, 'clients'> {
  settings: Pick<Settings, 'redis'>
  gateway: Gateway
}

function watchCache({ cache: watch }: Metrics, { settings, invalidation, cache, gateway }: Watched): void {
  const { memory, remote } = cache
  watch.memory(() => memory)
  watch.invalidation(() => ({ purges: invalidation.sequence, trouble: invalidation.trouble }))
  watch.uncacheable(() => gateway.uncacheable)
  if (settings.redis === undefined) return
  watch.redis(() => {
    const { failures: read, failedWrites: write, unreadable } = remote.counters
    return { breaker: remote.state, failures: { read, write, unreadable } }
  })
}
