/** Whether the gateway can work on the PostgreSQL at an address; what stands against it is one line for the operator. */
import pg from 'pg'
import { UsageError } from '../operatorErrors.ts'
import { explainNoConnect } from './privileges.ts'
import { withSettings } from './sessionSettings.ts'

/** A value that no administrator sets: a pooler that drops it is known by that */
const probeTimeoutMs = 86_400_017

/** Throws UsageError, which names the setting and never holds the password. `report`: what can be lived with. */
export async function assertUsable(setting: string, url: string, report: (line: string) => void): Promise<void> {
  const connectionString = withSettings(url, { statement_timeout: probeTimeoutMs })
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  const server = await client
    .connect()
    .then(() => readServer(client))
    .catch((error: unknown) => {
      if (/unsupported startup parameter/.test(reasonOf(error))) throw pooler(setting, url)
      throw explainNoConnect(setting, url, error) ?? unusable(setting, url, error)
    })
    .finally(() => client.end().catch(() => {}))
  assertVersion(setting, server.version)
  if (server.timeout !== String(probeTimeoutMs)) throw pooler(setting, url)
  if (server.encoding !== 'UTF8') throw otherEncoding(setting, url, server.encoding)
  if (server.readOnly) throw readOnly(setting, url)
  if (!server.foldsCase) report(`${setting}: ${foldsAsciiAlone(url)}`)
}

interface Server {
  version: string
  timeout: string
  encoding: string
  readOnly: boolean
  foldsCase: boolean
}

/** Another encoding may not even take the letter. */
async function readServer(client: pg.Client): Promise<Server> {
  const { rows } = await client.query<Omit<Server, 'foldsCase'>>(whatServer)
  const [server] = rows
  if (server === undefined) throw new Error('it says nothing of its settings')
  if (server.encoding !== 'UTF8') return { ...server, foldsCase: false }
  const folding = await client.query<{ folds: boolean }>(`select lower('É') = 'é' as folds`)
  return { ...server, foldsCase: folding.rows[0]?.folds === true }
}

const whatServer = `
  select current_setting('server_version') as version, setting as timeout, current_setting('server_encoding') as encoding,
    current_setting('transaction_read_only')::bool as "readOnly"
  from pg_settings where name = 'statement_timeout'`

const oldestVersion = 15

/**
 * Throws for what `show server_version` answers on a server that is too old, such as "14.9 (Debian 14.9-1)".
 * @internal
 */
export function assertVersion(setting: string, version: string): void {
  if (Number.parseInt(version, 10) >= oldestVersion) return
  throw new UsageError(`${setting} is a PostgreSQL ${version}: ${oldestVersion} or newer is needed.`)
}

const placeOf = (url: string): string => `${new URL(url).host}${new URL(url).pathname}`

/**
 * Reads rely on their sessions: statements prepared by name, times in UTC, a deadline for each. A pooler that shares
 * connections by the transaction can keep none of these: it refuses the settings that a session begins with, or drops
 * them without a word.
 */
function pooler(setting: string, url: string): UsageError {
  const direct = setting === 'DATABASE_URL' ? ', such as that of DATABASE_DIRECT_URL' : ''
  return new UsageError(
    `${setting}: at ${placeOf(url)} is a pooler that keeps no settings of a session, as PgBouncer in transaction mode. Set the address of the PostgreSQL itself${direct}: the gateway pools its connections.`,
  )
}

function unusable(setting: string, url: string, error: unknown): UsageError {
  return new UsageError(
    `${setting}: no connection to ${placeOf(url)} (${reasonOf(error)}). Start that PostgreSQL, correct the setting, or unset it for the embedded one.`,
  )
}

/** Others cannot hold every name, or do not know what a letter is: searches fail there or miss what they should find. */
const otherEncoding = (setting: string, url: string, encoding: string): UsageError =>
  new UsageError(
    `${setting}: the database at ${placeOf(url)} has the encoding ${encoding}, and names and searches need UTF8. Create another, such as: create database campus encoding 'UTF8' template template0.`,
  )

const readOnly = (setting: string, url: string): UsageError =>
  new UsageError(
    `${setting}: the database at ${placeOf(url)} is read-only, such as a replica: the gateway needs one that it can write to.`,
  )

const foldsAsciiAlone = (url: string): string =>
  `the locale of the database at ${placeOf(url)} does not fold the case of letters such as É, so a search tells É from é.`

/** Where a name has several addresses, the reason of the first. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}
