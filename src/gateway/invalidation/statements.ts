/** Connections for invalidation, apart from those of requests, because a settle must not queue behind requests. */
import { hash } from 'node:crypto'
import pg from 'pg'
import type { Write } from './invalidation.ts'

export interface Statements {
  write: Write
  close(): Promise<void>
}

const connections = 3

export function openStatements(connectionString: string): Statements {
  const pool = new pg.Pool({
    connectionString,
    max: connections,
    keepAlive: true,
    application_name: 'compax cache',
    connectionTimeoutMillis: 2000,
    options: '-c timezone=UTC -c jit=off -c statement_timeout=5000',
  })
  pool.on('error', () => {}) // an idle connection was lost: the pool opens another
  return {
    write: async <Row>(text: string, values: readonly unknown[]) =>
      (await pool.query<Row & pg.QueryResultRow>({ name: nameOf(text), text, values: [...values] })).rows,
    close: () => pool.end(),
  }
}

/** Planned once on a connection: there are a handful of them, and every change waits for two. */
const nameOf = (text: string): string => `cache_${hash('sha256', text).slice(0, 24)}`
