/**
 * What the stations report. Each gets one of these as an argument and knows nothing of metrics. The methods are called
 * for every request, so they take plain values and return nothing.
 *
 * An operation is named by the name that it is registered under, and by any other word if it is not registered. It is
 * not named by the name in its text, because the client chose that.
 */
import type { ExecutionTrace } from '../types.ts'

export interface CacheObserver {
  /** @param saved what the execution behind the answer took, and this request did not */
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
