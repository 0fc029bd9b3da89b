/** A database of its own for a test: a clone of the migrated template, so that no test sees another's rows. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** `folder` is removed when the run ends, with all that is in it. */
    databaseServer: { url: string; template: string; folder: string }
  }
}

export interface TestDatabase {
  url: string
  drop(): Promise<void>
}

/** Migrated and without rows. */
export const freshDatabase = (): Promise<TestDatabase> => createDatabase(inject('databaseServer').template)

/** Without a table. */
export const emptyDatabase = (): Promise<TestDatabase> => createDatabase('template0')

async function createDatabase(template: string): Promise<TestDatabase> {
  const server = inject('databaseServer').url
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await runOnServer(server, cloningAlone, `create database ${name} template ${template}`)
  return {
    url: Object.assign(new URL(server), { pathname: `/${name}` }).href,
    drop: () => runOnServer(server, `drop database if exists ${name} with (force)`),
  }
}

/** PostgreSQL refuses a template while another session is in it: one at a time, until the session's end. */
const cloningAlone = 'select pg_advisory_lock(1)'

async function runOnServer(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
