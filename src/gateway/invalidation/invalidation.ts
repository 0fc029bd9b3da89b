/**
 * What the response cache may ask about the freshness of an answer. Validity lives in PostgreSQL, as a log of purges
 * that writers write in their own transactions. This is the view of one process on that log.
 */

import type { TagMap } from '../tags/tagMap.ts'

export interface Mark {
  sequence: number
  stamp: bigint
  /** Database clock, ms: the next moment at which an answer that depends on now could change */
  nextChangeAt: number
}

export interface Invalidation {
  /** Entries may be served and stored: the log is loaded and the lease holds. Ask in the tick of use. */
  holds(): boolean
  readonly sequence: number
  /** Taken before the first read of an execution. */
  mark(): Mark
  /** For memory: nothing with these tags was purged after this sequence */
  isFresh(tags: Int32Array, sequence: number): boolean
  /**
   * For Redis: nothing with these tags was purged by a transaction that a reader at this stamp may have missed, and the
   * stamp is not older than the log
   */
  isFreshSince(tags: Int32Array, stamp: bigint): boolean
  /** The database's clock in ms, never behind it (upper bound); Infinity before it was first read */
  now(): number
  /**
   * Resolves when no instance can serve anything older than what was committed before this call. Rejects with
   * SERVICE_UNAVAILABLE when the database cannot say.
   */
  settle(): Promise<void>
  /** Writes a purge row and settles. */
  purge(tags: readonly number[]): Promise<void>
  /** System identifier, timeline, database, start of the server and crashes of it: part of every key. Empty at first */
  readonly epoch: string
  /** The reason why nothing is served from the cache, for Cache-Status and metrics; undefined while it holds */
  readonly trouble: string | undefined
  /** Called when memory must be cleared (first load, another epoch, log lost). */
  onReset(listener: () => void): void
  close(): Promise<void>
}

/** Runs one statement on the connections of writes, as a transaction of its own. */
export type Write = <Row>(text: string, values: readonly unknown[]) => Promise<Row[]>

export interface Log {
  info(message: string): void
  warn(message: string): void
}

/** What tests put in place of time, and where they hold a step that another step must overtake. */
export interface Conditions {
  /** Monotonic, ms */
  clock(): number
  /** Resolves after this time, or when the signal aborts */
  wait(ms: number, signal: AbortSignal): Promise<void>
  before(step: Step): Promise<void> | void
}

/** @internal */
export type Step = 'connect' | 'join' | 'load' | 'catch up' | 'apply' | 'renew' | 'rest' | 'barrier' | 'look' | 'trim'

export interface InvalidationOptions extends Partial<Conditions> {
  /** Past a pooler, because the log needs a listening connection of its own */
  directUrl: string
  write: Write
  changes: ChangeSource
  log?: Log
}

/** What the log of changes covers */
export interface ChangeSource {
  tags: TagMap
  /** A scalar subquery: the next moment at which an answer changes without a write; undefined for never */
  nextChange?: string | undefined
}
