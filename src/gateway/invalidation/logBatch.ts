/**
 * A log batch: what happened since a snapshot, in one statement, hence seen by one snapshot. It has the new snapshot,
 * the rows of the log that were not visible in the old one, the clock, and whether the log is still the same and whole.
 */

import { parseSnapshot, type Snapshot } from './snapshot.ts'
import { slotBits } from './tagVersions.ts'

export interface LogBatch {
  snapshot: Snapshot
  /** Database clock, ms, no earlier than when the statement was sent */
  clockMs: number
  /** Purges of transactions before this one may be missing */
  horizon: bigint
  map: string
  incarnation: string
  /** Database clock, ms; Infinity when nothing is pending */
  nextChangeAt: number
  purges: { xid: number; tags: number[]; ack: boolean }[]
}

interface Statement {
  text: string
  values: unknown[]
}

/** Every row of the log batch, for a catch-up that is never far behind. */
export const selectNewEntries = (since: Snapshot, nextChange: string | undefined): Statement =>
  ask(since, newRows, nextChange)

/** One row for each slot of the tag versions, for a reader up to an hour behind. Without a snapshot, the whole log. */
export const selectWholeLog = (since: Snapshot | undefined, nextChange: string | undefined): Statement =>
  ask(
    since ?? parseSnapshot('0:0:'),
    `select max(xid) as xid, array[min(tag)] as tags, bool_or(ack) as ack
    from (${newRows}) as fresh, unnest(tags) as tag group by tag >> ${32 - slotBits}`,
    nextChange,
  )

/** Two reads of the index, because with OR the planner reads the table. */
const newRows = `select xid, tags, ack from cache.purge where xid >= $1::xid8
    union all select xid, tags, ack from cache.purge where xid = any ($2::xid8[])`

const ask = ({ xmax, running }: Snapshot, rows: string, nextChange = 'select null::timestamptz'): Statement => ({
  text: `select pg_current_snapshot()::text as snapshot,
    (extract(epoch from clock_timestamp()) * 1000)::float8 as "clockMs",
    horizon::text, map,
    (select id::text from cache.incarnation) as incarnation,
    (extract(epoch from (${nextChange})) * 1000)::float8 as "nextChangeAt",
    (select json_agg(json_build_array(xid::text::float8, tags, ack)) from (${rows}) as news) as purges
    from cache.state`,
  values: [String(xmax), running],
})

export interface LogBatchRow {
  snapshot: string
  clockMs: number
  horizon: string
  map: string
  incarnation: string | null
  nextChangeAt: number | null
  purges: [xid: number, tags: number[], ack: boolean][] | null
}

export const readLogBatch = (row: LogBatchRow): LogBatch => ({
  ...row,
  snapshot: parseSnapshot(row.snapshot),
  horizon: BigInt(row.horizon),
  incarnation: row.incarnation ?? '',
  nextChangeAt: row.nextChangeAt ?? Number.POSITIVE_INFINITY,
  purges: (row.purges ?? []).map(([xid, tags, ack]) => ({ xid, tags, ack })),
})
