/**
 * The listening connection, which receives the notices of the log. It is never in a transaction, so that it holds up
 * neither the queue of notices nor the vacuum. A half-open connection neither receives nor sends anything. So each
 * statement has its time, and an error of any kind ends the connection.
 */
import pg from 'pg'
import { CacheUnavailable } from './cacheUnavailable.ts'
import { noReason } from './conditions.ts'
import type { Conditions } from './invalidation.ts'

export interface ListenConnection {
  query<Row>(text: string, values: readonly unknown[], withinMs?: number): Promise<Row[]>
  /** Resolves when the database has answered the end message, or at once when the connection is lost. */
  close(): Promise<void>
  destroy(): void
}

export interface ListenEvents {
  onNotice(): void
  onLoss(error: unknown): void
}

const statementMs = 2000
/** A log of ten million rows takes this long on a busy machine. */
export const loadMs = 60_000

export async function openListenConnection(
  connectionString: string,
  events: ListenEvents,
  { wait }: Pick<Conditions, 'wait'>,
): Promise<ListenConnection> {
  const client = new pg.Client({
    connectionString,
    keepAlive: true,
    keepAliveInitialDelayMillis: 1000,
    connectionTimeoutMillis: 2000,
    application_name: 'compax ear',
    options: serverSettings,
  })
  client.on('notification', () => events.onNotice())
  client.on('error', (error) => events.onLoss(error))
  client.on('end', () => events.onLoss(new Error('the connection ended')))
  const destroy = () => void client.connection.stream.destroy()

  async function within<T>(ms: number, work: () => Promise<T>): Promise<T> {
    const watch = new AbortController()
    wait(ms, watch.signal).then(() => {
      if (watch.signal.aborted) return
      events.onLoss(new CacheUnavailable('database-silent', `the database did not answer within ${ms} ms`))
      destroy()
    })
    try {
      return await work()
    } finally {
      watch.abort(noReason)
    }
  }

  const names = new Map<string, string>()
  const nameOf = (text: string): string => {
    const name = names.get(text) ?? `s${names.size}`
    names.set(text, name)
    return name
  }

  try {
    await client.connect()
    await within(statementMs, () => client.query('listen compax_cache'))
  } catch (error) {
    destroy()
    throw error
  }
  return {
    query: async <Row>(text: string, values: readonly unknown[], withinMs = statementMs) => {
      const { rows } = await within(withinMs, () =>
        client.query<Row & pg.QueryResultRow>({ name: nameOf(text), text, values: [...values] }),
      )
      return rows
    },
    close: () => within(statementMs, () => client.end()).catch(() => {}),
    destroy,
  }
}

/**
 * Statements are planned once. They read the few newest rows, which no plan could know, so they always use the index.
 * The server gives up a connection whose other end is gone as soon as the lease is over, whatever its own settings are.
 */
const serverSettings = [
  'timezone=UTC',
  'jit=off',
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'synchronous_commit=off',
  'default_transaction_read_only=off',
  `statement_timeout=${loadMs}`,
  'idle_session_timeout=0',
  'tcp_user_timeout=2000',
]
  .map((setting) => `-c ${setting}`)
  .join(' ')
