/**
 * What the stations report. They are given one of these as an argument and know nothing of metrics; the
 * methods are called for every request, so they take plain values and answer nothing.
 *
 * An operation is told by the name that it is registered under, and by any other word when it is not registered: not by
 * the name in its text, which the client chose.
 */
import type { ExecutionTrace } from '../types.ts'

export interface CacheObserver {
  /** @param saved what the execution that the answer comes from took, and this request did not */
  hit(tier: CacheTier, operation: string, saved: SqlTotals): void
  miss(operation: string): void
  bypass(operation: string, reason: string): void
  /** An answer past its end, given because PostgreSQL failed */
  stale(operation: string): void
  stored(operation: string): void
  notStored(operation: string, reason: string): void
}

export interface RequestObserver {
  /** @param milliseconds from the request's arrival until its answer was ready to be sent */
  request(operation: string, outcome: RequestOutcome, milliseconds: number, sql: SqlTotals): void
}

export type CacheTier = 'memory' | 'redis'
export type RequestOutcome = 'ok' | 'error'

export type SqlTotals = Pick<ExecutionTrace, 'statements' | 'milliseconds'>
