/** Waiting until a statement of a gateway waits for a lock, which is when the test may let go of it. */
import { setImmediate } from 'node:timers/promises'
import pg from 'pg'

/** The backends that wait for a table of this database: clones of one template give their tables the same oids. */
export const backendsWaitingFor = (table: string): string =>
  `select pid from pg_locks join pg_database on pg_database.oid = database
   where datname = current_database() and relation = '${table}'::regclass and not granted`

export async function untilSomebodyWaits(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    while ((await client.query(waiting)).rowCount === 0) await setImmediate()
  } finally {
    await client.end()
  }
}
