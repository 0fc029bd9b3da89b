/**
 * Writes: transactions through Prisma on an ordinary pool. A transaction that PostgreSQL gave up for the sake of others
 * (a deadlock, a serialization failure) is run again as a whole, a few times; nothing of it has happened then.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { Prisma, PrismaClient } from '../../generated/prisma/client.ts'
import { withSettings } from '../../postgres/sessionSettings.ts'
import { clientError } from '../errors/errors.ts'
import type { MutationStart } from '../requestLife.ts'
import { isConnectionLoss } from './readError.ts'
import { Sql } from './sql.ts'
import { databaseCode } from './writeError.ts'

export type Transaction = Prisma.TransactionClient

/** What statements of the work are counted on. */
interface Meter {
  statements: number
  milliseconds: number
  trace?: { statement: { text: string }; startedAtMs: number; milliseconds: number | undefined }[]
}

/**
 * Runs the work in one transaction: all of it is done when this resolves, and nothing when it rejects.
 * @param start of the mutation that it is for: past its deadline nothing is begun. What has begun goes on
 */
export type Transact = <T>(work: (tx: Transaction) => Promise<T>, meter?: Meter, start?: MutationStart) => Promise<T>

export interface Writer {
  transact: Transact
  close(): Promise<void>
}

export interface WriterOptions {
  connectionString: string
  statementTimeoutMs: number
  connections: number
}

const mostTries = 5
/** Deadlock, serialization failure */
const transient = new Set(['40001', '40P01'])

export function createWriter({ connectionString, statementTimeoutMs, connections }: WriterOptions): Writer {
  const meters = new AsyncLocalStorage<Meter>()
  const pool = new pg.Pool({
    connectionString: withSettings(connectionString, {
      timezone: 'UTC',
      statement_timeout: statementTimeoutMs,
      lock_timeout: statementTimeoutMs,
    }),
    max: connections,
    application_name: 'compax writes',
    connectionTimeoutMillis: 10_000,
    Client: countingClient(meters),
  })
  pool.on('error', () => {}) // an idle connection was lost: the pool opens another
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  const limits = { maxWait: 10_000, timeout: 4 * statementTimeoutMs }

  async function attempt<T>(work: (tx: Transaction) => Promise<T>, tries: number): Promise<T> {
    try {
      return await prisma.$transaction(work, limits)
    } catch (error) {
      const code = databaseCode(error)
      if (tries < mostTries && transient.has(code)) return attempt(work, tries + 1)
      throw unavailable(error, code) ?? error
    }
  }

  return {
    transact: (work, meter = { statements: 0, milliseconds: 0 }, start) =>
      meters.run(meter, () => attempt(start === undefined ? work : begun(work, start), 1)),
    close: async () => {
      await prisma.$disconnect()
      await pool.end()
    },
  }
}

/** A fragment of ours within a statement of Prisma's. */
export const asPrisma = ({ strings, parts }: Sql): Prisma.Sql =>
  Prisma.sql(strings, ...parts.map((part) => (part instanceof Sql ? asPrisma(part) : part)))

/** It may have waited for a connection until the deadline, or past it. */
const begun =
  <T>(work: (tx: Transaction) => Promise<T>, start: MutationStart) =>
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

/** Counts each statement on whoever's work it is part of. */
function countingClient(meters: AsyncLocalStorage<Meter>): typeof pg.Client {
  return class extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config)
      this.query = counting(this.query, meters)
    }
  }
}

/** The same function to whoever calls it, in whichever of `pg`'s ten ways. */
function counting<Query extends (...given: never[]) => unknown>(query: Query, meters: AsyncLocalStorage<Meter>): Query {
  return new Proxy(query, {
    apply(target, client, given) {
      const meter = meters.getStore()
      if (meter === undefined) return Reflect.apply(target, client, given)
      meter.statements++
      const traced = { statement: { text: textOf(given[0]) }, startedAtMs: performance.now(), milliseconds: 0 }
      meter.trace?.push(traced)
      const result: unknown = Reflect.apply(target, client, given)
      const done = () => {
        traced.milliseconds = performance.now() - traced.startedAtMs
        meter.milliseconds += traced.milliseconds
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
