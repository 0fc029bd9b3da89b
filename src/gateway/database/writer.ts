/**
 * Writes: transactions on an ordinary pool, through the client of the application. If PostgreSQL gave up a transaction
 * for the sake of others (a deadlock, a serialization failure), it is run again as a whole, a few times, because
 * nothing of it has happened then.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'
import { withSettings } from '../../postgres/sessionSettings.ts'
import { publishSql } from '../diagnostics.ts'
import { clientError } from '../errors/errors.ts'
import type { MutationStart } from '../requestLife.ts'
import type { ExecutionTrace } from '../types.ts'
import { isConnectionLoss } from './readError.ts'
import { databaseCode } from './writeError.ts'

/** The application's way to write: Prisma's client, or anything else that runs a transaction on connections of `pg`. */
export interface TransactionClient<Transaction> {
  $transaction<T>(work: (tx: Transaction) => Promise<T>, limits: { maxWait: number; timeout: number }): Promise<T>
  $disconnect(): Promise<void>
}

/**
 * Runs the work in one transaction: all of it is done when this resolves, and nothing when it rejects.
 * @param start of the mutation that it belongs to: past its deadline nothing is begun. Work that has begun goes on
 */
export type Transact<Transaction> = <T>(
  work: (tx: Transaction) => Promise<T>,
  trace?: ExecutionTrace,
  start?: MutationStart,
) => Promise<T>

export interface Writer<Transaction> {
  transact: Transact<Transaction>
  close(): Promise<void>
}

export interface WriterOptions<Transaction> {
  connectionString: string
  statementTimeoutMs: number
  connections: number
  createClient(pool: pg.Pool): TransactionClient<Transaction>
}

const maxTries = 5
/** Deadlock, serialization failure */
const transient = new Set(['40001', '40P01'])

export function createWriter<Transaction>(options: WriterOptions<Transaction>): Writer<Transaction> {
  const { connectionString, statementTimeoutMs, connections, createClient } = options
  const traces = new AsyncLocalStorage<ExecutionTrace>()
  const pool = new pg.Pool({
    connectionString: withSettings(connectionString, {
      timezone: 'UTC',
      statement_timeout: statementTimeoutMs,
      lock_timeout: statementTimeoutMs,
    }),
    max: connections,
    application_name: 'compax writes',
    connectionTimeoutMillis: 10_000,
    Client: countingClient(traces),
  })
  pool.on('error', () => {}) // an idle connection was lost: the pool opens another
  const client = createClient(pool)
  const limits = { maxWait: 10_000, timeout: 4 * statementTimeoutMs }

  async function attempt<T>(work: (tx: Transaction) => Promise<T>, tries: number): Promise<T> {
    try {
      return await client.$transaction(work, limits)
    } catch (error) {
      const code = databaseCode(error)
      if (tries < maxTries && transient.has(code)) return attempt(work, tries + 1)
      throw unavailable(error, code) ?? error
    }
  }

  return {
    transact: (work, trace = { statements: 0, milliseconds: 0 }, start) =>
      traces.run(trace, () => attempt(start === undefined ? work : begun(work, start), 1)),
    close: async () => {
      await client.$disconnect()
      await pool.end()
    },
  }
}

/** The work may have waited for a connection until the deadline, or past it. */
const begun =
  <Transaction, T>(work: (tx: Transaction) => Promise<T>, start: MutationStart) =>
  async (tx: Transaction): Promise<T> => {
    start.begin()
    return work(tx)
  }

/** What a client may hear of a write that could not be carried through. */
function unavailable(error: unknown, code: string): Error | undefined {
  if (code === '57014' || code === '55P03') return clientError('TIMEOUT', 'The database took too long. Try again.')
  if (transient.has(code)) {
    return clientError(
      'TIMEOUT',
      'Too many wanted to change the same thing at once, and nothing was changed. Try again.',
    )
  }
  // Prisma's own: cannot connect, connection closed, none free in the pool, transaction lost.
  if (!isConnectionLoss(error) && !/^(08|57P|53|P1001$|P1017$|P2024$|P2028$)/.test(code)) return undefined
  return clientError(
    'SERVICE_UNAVAILABLE',
    'The database cannot be reached, and whether the change was made is unknown. Try again, with the same idempotency key.',
  )
}

/** Counts each statement on the trace of the work that it is part of. */
function countingClient(traces: AsyncLocalStorage<ExecutionTrace>): typeof pg.Client {
  return class extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config)
      this.query = counting(this.query, traces)
    }
  }
}

/** Wraps the function for each of `pg`'s ten ways to call it. */
function counting<Query extends (...given: never[]) => unknown>(
  query: Query,
  traces: AsyncLocalStorage<ExecutionTrace>,
): Query {
  return new Proxy(query, {
    apply(target, client, given) {
      const trace = traces.getStore()
      if (trace === undefined) return Reflect.apply(target, client, given)
      trace.statements++
      const traced = { statement: { text: textOf(given[0]) }, startedAtMs: performance.now(), milliseconds: 0 }
      trace.sent?.push(traced)
      const result: unknown = Reflect.apply(target, client, given)
      const done = () => {
        traced.milliseconds = performance.now() - traced.startedAtMs
        trace.milliseconds += traced.milliseconds
        publishSql(traced.statement.text, traced.milliseconds)
      }
      if (result instanceof Promise) result.then(done, done)
      return result
    },
  })
}

/** With `$1` in the places of its values */
function textOf(given: unknown): string {
  if (typeof given === 'string') return given
  return typeof given === 'object' && given !== null && 'text' in given ? String(given.text) : ''
}
