/**
 * The database of the settings, ready for use: the embedded server or the one at `DATABASE_URL`, with every migration
 * applied. Errors are one line for the operator and never hold the password.
 */

import type { Settings } from '../settings.ts'
import { assertUsable } from './assertUsable.ts'
import type { Report } from './embedded/createCluster.ts'
import { joinEmbeddedServer } from './embedded/joinEmbeddedServer.ts'
import { unlessAborted } from './interruption.ts'
import { applyMigrations, migrationsFolder } from './migrations.ts'
import { assertPrivileges, explainDenial } from './privileges.ts'

export interface OpenDatabase {
  readonly url: string
  /** Bypasses the pooler, where there is one: for state that belongs to a session, such as a lock or a subscription */
  readonly directUrl: string
  /** Settles when the embedded server has ended and could not be brought back: the database is lost */
  readonly lost: Promise<Error>
  /** Ends the embedded server if no other process uses it, and resolves when it has ended. */
  leave(): Promise<void>
}

type DatabaseSettings = Pick<Settings, 'databaseUrl' | 'databaseDirectUrl' | 'dataDir'>

export interface OpenOptions {
  /** When it aborts, the start gives up its work and leaves nothing running. */
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
    await unlessAborted(migrate(settings, database, report), signal)
    return database
  } catch (error) {
    await database.leave()
    throw error
  }
}

/** The embedded server's one role owns everything. */
async function migrate(settings: DatabaseSettings, { url, directUrl }: OpenDatabase, report: Report): Promise<void> {
  const setting = url === directUrl ? 'DATABASE_URL' : 'DATABASE_DIRECT_URL'
  try {
    await applyMigrations(directUrl, migrationsFolder, report)
  } catch (error) {
    throw settings.databaseUrl === undefined ? error : await explainDenial(setting, directUrl, error)
  }
  if (settings.databaseUrl !== undefined) await assertPrivileges('DATABASE_URL', url)
}

async function join(settings: DatabaseSettings, report: Report, signal?: AbortSignal): Promise<OpenDatabase> {
  const { databaseUrl: url, databaseDirectUrl: directUrl = url, dataDir } = settings
  if (url === undefined || directUrl === undefined) {
    const server = await joinEmbeddedServer(dataDir, report, signal)
    return { ...server, directUrl: server.url }
  }
  await unlessAborted(assertUsable('DATABASE_URL', url, report), signal)
  if (directUrl !== url) await unlessAborted(assertUsable('DATABASE_DIRECT_URL', directUrl, report), signal)
  return { url, directUrl, lost: new Promise(() => {}), leave: async () => {} }
}
