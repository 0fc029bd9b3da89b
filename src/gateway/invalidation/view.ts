/** What this process knows of the database: the tag versions, the snapshot they were brought to, and the clock. */

import type { Mark } from './invalidation.ts'
import type { LogBatch } from './logBatch.ts'
import type { Snapshot } from './snapshot.ts'
import { createTagVersions, type TagVersions } from './tagVersions.ts'

export interface View {
  readonly versions: TagVersions
  /** The last one applied; undefined before the first load */
  readonly snapshot: Snapshot | undefined
  readonly epoch: string
  mark(): Mark
  isFreshSince(tags: Int32Array, stamp: bigint): boolean
  now(): number
  /** Whether the log still has everything that this view lacks. */
  canFollow(news: LogBatch): boolean
  /** One synchronous step, so that no reader sees half of it. */
  apply(news: LogBatch, sentAt: number): void
  /** Begins anew with the whole log. */
  load(news: LogBatch, sentAt: number, epoch: string): void
  onReset(listener: () => void): void
}

export function createView(clock: () => number): View {
  const versions = createTagVersions()
  const listeners: (() => void)[] = []
  let epoch = ''
  let snapshot: Snapshot | undefined
  let horizon = 0n
  let nextChangeAt = Number.NEGATIVE_INFINITY
  let clockLead = Number.POSITIVE_INFINITY

  function apply(news: LogBatch, sentAt: number): void {
    versions.apply(news.purges)
    snapshot = news.snapshot
    horizon = news.horizon
    nextChangeAt = news.nextChangeAt
    clockLead = news.clockMs - sentAt
  }

  return {
    versions,
    get snapshot() {
      return snapshot
    },
    get epoch() {
      return epoch
    },
    mark: () => ({ sequence: versions.sequence, stamp: snapshot?.xmin ?? 0n, nextChangeAt }),
    isFreshSince: (tags, stamp) => stamp >= horizon && versions.isFreshSince(tags, Number(stamp)),
    // The database read its clock after the statement was sent, so it cannot be further ahead of ours than this.
    now: () => Math.ceil(clock() + clockLead),
    // Transactions that were running in the snapshot must not be missing either, hence not `xmax`.
    canFollow: (news) => snapshot !== undefined && news.horizon <= snapshot.xmin,
    apply,
    load(news, sentAt, of) {
      epoch = of
      versions.reset()
      apply(news, sentAt)
      for (const listener of listeners) listener()
    },
    onReset: (listener) => void listeners.push(listener),
  }
}
