/**
 * The database of the settings, ready for use: the embedded server or the one at `DATABASE_URL`, with every migration
 * applied. Errors are one line for the operator and never hold the password.
 */
import pg from 'pg'
import { UsageError } from '../errors.ts'
import type { Settings } from '../settings.ts'
import { joinEmbeddedServer } from './embedded/joinEmbeddedServer.ts'
import { unlessAborted } from './interruption.ts'
import { applyMigrations, migrationsFolder } from './migrations.ts'
import { withSettings } from './sessionSettings.ts'

export interface OpenDatabase {
  readonly url: string
  /** Past a pooler, where there is one: for what belongs to a session, such as a lock or a subscription */
  readonly directUrl: string
  /** Settles when the embedded server has ended and could not be brought back: there is no database any more */
  readonly lost: Promise<Error>
  /** Ends the embedded server if nobody else uses it, and resolves when it has ended. */
  leave(): Promise<void>
}

type DatabaseSettings = Pick<Settings, 'databaseUrl' | 'databaseDirectUrl' | 'dataDir'>
type Report = (line: string) => void

export interface OpenOptions {
  /** Aborted, it gives up what is under way and leaves nothing running. */
  signal?: AbortSignal | undefined
  /** Called when there is a database, before its migrations are applied */
  migrating?(): void
}

export async function openDatabase(
  settings: DatabaseSettings,
  report: Report,
  { signal, migrating }: OpenOptions = {},
): Promise<OpenDatabase> {
  const database = await join(settings, report, signal)
  migrating?.()
  try {
    await unlessAborted(applyMigrations(database.directUrl, migrationsFolder, report), signal)
    return database
  } catch (error) {
    await database.leave()
    throw error
  }
}

async function join(settings: DatabaseSettings, report: Report, signal?: AbortSignal): Promise<OpenDatabase> {
  const { databaseUrl: url, databaseDirectUrl: directUrl = url, dataDir } = settings
  if (url === undefined || directUrl === undefined) {
    const server = await joinEmbeddedServer(dataDir, report, signal)
    return { ...server, directUrl: server.url }
  }
  await unlessAborted(assertUsable('DATABASE_URL', url), signal)
  if (directUrl !== url) await unlessAborted(assertUsable('DATABASE_DIRECT_URL', directUrl), signal)
  return { url, directUrl, lost: new Promise(() => {}), leave: async () => {} }
}

/** A deadline that nobody else sets */
const probeTimeoutMs = 86_400_017

async function assertUsable(setting: string, url: string): Promise<void> {
  const connectionString = withSettings(url, { statement_timeout: probeTimeoutMs })
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  const server = await client
    .connect()
    .then(() => client.query<Server>(whatServer))
    .then(({ rows }) => rows[0])
    .catch((error: unknown) => {
      if (/unsupported startup parameter/.test(reasonOf(error))) throw pooler(setting, url)
      throw unusable(setting, url, error)
    })
    .finally(() => client.end().catch(() => {}))
  assertVersion(setting, server?.version ?? '')
  if (server?.timeout !== String(probeTimeoutMs)) throw pooler(setting, url)
}

interface Server {
  version: string
  timeout: string
}

const whatServer = `
  select current_setting('server_version') as version, setting as timeout from pg_settings where name = 'statement_timeout'`

const oldestVersion = 15

/** Throws for what `show server_version` answers on a server that is too old, such as "14.9 (Debian 14.9-1)". */
export function assertVersion(setting: string, version: string): void {
  if (Number.parseInt(version, 10) >= oldestVersion) return
  throw new UsageError(`${setting} is a PostgreSQL ${version}: ${oldestVersion} or newer is needed.`)
}

/**
 * Reads rely on their sessions: statements prepared by name, times in UTC, a deadline for each. A pooler that shares
 * connections by the transaction can keep none of these: it refuses the settings that a session begins with, or drops
 * them without a word.
 */
function pooler(setting: string, url: string): UsageError {
  const { host, pathname } = new URL(url)
  const direct = setting === 'DATABASE_URL' ? ', such as that of DATABASE_DIRECT_URL' : ''
  return new UsageError(
    `${setting}: at ${host}${pathname} is a pooler that keeps no settings of a session, as PgBouncer in transaction mode. Set the address of the PostgreSQL itself${direct}: the gateway pools its connections.`,
  )
}

function unusable(setting: string, url: string, error: unknown): UsageError {
  const { host, pathname } = new URL(url)
  return new UsageError(
    `${setting}: no connection to ${host}${pathname} (${reasonOf(error)}). Start that PostgreSQL, correct the setting, or unset it for the embedded one.`,
  )
}

/** Where a name has several addresses, the reason of the first. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}
