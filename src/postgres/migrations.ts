/**
 * Applies plain SQL migrations in Prisma's folder format and records them as Prisma's own engine does, so that
 * `prisma migrate status` and `deploy` agree wherever that engine can run. A migration is applied whole or not at all.
 */
import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { NoticeMessage } from 'pg-protocol/dist/messages.js'
import { RefusedError, UsageError } from '../operatorErrors.ts'
import { withSettings } from './sessionSettings.ts'

export const migrationsFolder = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

/** The names of what was applied, in order; none when the database is up to date. Any number of processes may ask at once. */
export async function applyMigrations(url: string, folder: string, report: (line: string) => void): Promise<string[]> {
  const migrations = await readMigrations(folder)
  // From the first message on, because the statement that lifts the others must not be cut short itself.
  const client = new pg.Client({ connectionString: withSettings(url, { statement_timeout: 0 }) })
  // A lost connection rejects the statement under way; said a second time it would end the process.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(withoutTimeouts)
    await waitForTurn(client, report)
    await createRecordsTable(client)
    const pending = pendingOf(migrations, await readRecords(client))
    for (const migration of pending) {
      const lines = await apply(client, migration)
      for (const line of lines) report(line)
      report(`Applied the migration ${migration.name}.`)
    }
    return pending.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

interface Migration {
  name: string
  sql: string
}

interface AppliedMigration {
  name: string
  checksum: string
  finished: boolean
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  return Promise.all(
    names.sort().map(async (name) => ({ name, sql: await readFile(join(folder, name, 'migration.sql'), 'utf8') })),
  )
}

// Each of these is a setting that an operator may have given the role or the database; the last but one is new in 17.
const withoutTimeouts = `select set_config(name, '0', false) from pg_settings where name in (
  'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout', 'idle_session_timeout'
)`

/** The number under which Prisma's schema engine takes its advisory lock. */
const prismaLock = 72_707_369

/** Held until the connection ends. */
async function waitForTurn(client: pg.Client, report: (line: string) => void): Promise<void> {
  const { rows } = await client.query<{ ours: boolean }>('select pg_try_advisory_lock($1) as ours', [prismaLock])
  if (rows[0]?.ours) return
  report('Another process is applying migrations: waiting for it.')
  await client.query('select pg_advisory_lock($1)', [prismaLock])
}

/** A role that may not create tables can still serve from a database that another has migrated. */
async function createRecordsTable(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ exists: boolean }>(
    `select to_regclass('_prisma_migrations') is not null as exists`,
  )
  if (rows[0]?.exists !== true) await client.query(migrationsTable)
}

const migrationsTable = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`

async function readRecords(client: pg.Client): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    `select migration_name as name, checksum, finished_at is not null as finished
     from _prisma_migrations where rolled_back_at is null order by started_at`,
  )
  return rows
}

function pendingOf(migrations: Migration[], records: AppliedMigration[]): Migration[] {
  const migrationByName = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const record of records) {
    if (!record.finished) throw failedEarlier(record.name)
    const migration = migrationByName.get(record.name)
    if (migration === undefined) throw newerDatabase(record.name)
    if (!checksumsOf(migration.sql).includes(record.checksum)) throw changedFile(record.name)
    migrationByName.delete(record.name)
  }
  return [...migrationByName.values()]
}

const checksum = (sql: string): string => createHash('sha256').update(sql).digest('hex')

/** As it is, and with either line ending: a checkout may have changed them. Prisma forgives the same. */
const checksumsOf = (sql: string): string[] => {
  const unix = sql.replaceAll('\r\n', '\n')
  return [sql, unix, unix.replaceAll('\n', '\r\n')].map(checksum)
}

/** What the migration says of itself, by `raise info`, once it has been applied. */
async function apply(client: pg.Client, { name, sql }: Migration): Promise<string[]> {
  const startedAt = new Date()
  const lines: string[] = []
  const listen = ({ severity, message = '' }: NoticeMessage) => severity === 'INFO' && lines.push(shown(message))
  client.on('notice', listen)
  try {
    await client.query('begin')
    await client.query(sql)
    await client.query(
      `insert into _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       values ($1, $2, clock_timestamp(), $3, $4, 1)`,
      [randomUUID(), checksum(sql), name, startedAt],
    )
    await client.query('commit')
    return lines
  } catch (error) {
    await client.query('rollback').catch(() => {})
    if (error instanceof pg.DatabaseError && error.code === raised) throw stopped(name, error)
    throw new RefusedError(`The migration ${name} failed and changed nothing: ${messageOf(error)}.`, { cause: error })
  } finally {
    client.off('notice', listen)
  }
}

/** The state of `raise exception`: the migration itself says what must be done first. */
const raised = 'P0001'

const stopped = (name: string, error: unknown) =>
  new UsageError(`The migration ${name} has stopped and changed nothing. ${shown(messageOf(error))}`)

/** Attack refused: a control character in a name writes to the operator's terminal. */
const shown = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const failedEarlier = (name: string) =>
  new RefusedError(
    `The migration ${name} failed when Prisma applied it: repair the database, then run "prisma migrate resolve".`,
  )

const newerDatabase = (name: string) =>
  new RefusedError(
    `The database has the migration ${name}, which this version does not know: run the version that applied it, or a newer one.`,
  )

const changedFile = (name: string) =>
  new RefusedError(
    `The file of the migration ${name} was changed after it was applied: restore it, and put the change into a new migration.`,
  )
