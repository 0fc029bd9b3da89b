/**
 * Whether the log can be trusted, and which log it is. The log covers every change only if every table has its triggers
 * and they always fire. Writes that go past the triggers (a subscription, triggers that were off for a while) make a
 * hole, and a log with a hole is given up for a new one.
 */
import { createHash } from 'node:crypto'
import type { TagMap } from '../tags/tagMap.ts'
import { CacheUnavailable } from './cacheUnavailable.ts'
import type { Write } from './invalidation.ts'
import { tagMapVersion, triggerNames } from './renderTriggers.ts'

export interface LogState {
  /** The server, and the tables that the log covers */
  name: string
  /** Timeline and start of the server */
  start: string
  /** The version of the map by which the triggers were written */
  map: string
}

interface LogStateRow {
  standby: boolean
  name: string
  start: string | null
  map: string
  missing: string[]
  subscribed: string[]
}

/** Throws a CacheUnavailable for a log that cannot be trusted. */
export async function inspectLog(read: Write, tags: TagMap): Promise<LogState> {
  const state = await readState(read, tags)
  assertFollowable(state, tags)
  const holes = [
    ...state.missing.map((trigger) => `the trigger ${trigger} is missing or does not fire always`),
    ...state.subscribed.map((table) => `a subscription fills ${table} past its triggers`),
  ]
  if (holes.length === 0) return { name: state.name, start: state.start ?? '', map: state.map }
  await read('delete from cache.incarnation', [])
  throw new CacheUnavailable('triggers', `changes are not all logged: ${holes.join('; ')}`)
}

/** Throws a CacheUnavailable if the statements of writers reach another log. */
export async function assertSameLog(write: Write, tags: TagMap, { name }: LogState): Promise<void> {
  const theirs = await readState(write, tags)
  if (theirs.name === name && !theirs.standby) return
  throw new CacheUnavailable(
    'another-database',
    'DATABASE_URL and DATABASE_DIRECT_URL do not lead to the same database',
  )
}

/** Gives the incarnation of the log, a new one if the old was lost, and the epoch that names it in keys. */
export async function openLog(read: Write, { name, start }: LogState): Promise<{ incarnation: string; epoch: string }> {
  const [row] = await read<{ id: string }>('select cache.open_log($1)::text as id', [name])
  const incarnation = row?.id ?? ''
  const epoch = createHash('sha256').update(`${name} ${start} ${incarnation}`).digest('base64url').slice(0, 22)
  return { incarnation, epoch }
}

function assertFollowable({ standby, map }: LogStateRow, tags: TagMap): void {
  if (standby) throw new CacheUnavailable('standby', 'the database is a standby, which cannot be written to')
  if (map !== tagMapVersion(tags)) {
    throw new CacheUnavailable('tag-map', 'the triggers of the database were written by another version of the gateway')
  }
}

async function readState(read: Write, tags: TagMap): Promise<LogStateRow> {
  const names = Object.keys(tags.tables)
  const triggers = names.flatMap((table) => triggerNames(table).map((trigger) => ({ table, trigger })))
  const [row] = await read<LogStateRow>(stateStatement, [
    names,
    triggers.map(({ table }) => table),
    triggers.map(({ trigger }) => trigger),
  ])
  if (row === undefined) throw new Error('A state is one row.')
  return row
}

const stateStatement = `select pg_is_in_recovery() as standby,
  concat_ws(' ',
    (select system_identifier from pg_control_system()),
    (select oid from pg_database where datname = current_database()),
    to_regclass('cache.purge')::oid,
    (select string_agg(to_regclass(name)::oid::text, ',' order by name) from unnest($1::text[]) as name)
  ) as name,
  case when not pg_is_in_recovery() then concat_ws(' ',
    left(pg_walfile_name(pg_current_wal_lsn()), 8), extract(epoch from pg_postmaster_start_time())
  ) end as start,
  (select map from cache.state) as map,
  array(
    select expected.tab || '.' || expected.trg from unnest($2::text[], $3::text[]) as expected (tab, trg)
    where not exists (
      select from pg_trigger
      where tgrelid = to_regclass(expected.tab) and tgname = expected.trg and tgenabled = 'A'
    )
  ) as missing,
  array(
    select srrelid::regclass::text from pg_subscription_rel
    where srrelid = any (select to_regclass(name) from unnest($1::text[]) as name)
  ) as subscribed`
