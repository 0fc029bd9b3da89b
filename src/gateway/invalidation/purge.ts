/** Purges by hand: a row of the log like any other, so that it reaches every gateway the same way. */
import type { Write } from './invalidation.ts'

/** Resolves when the row is committed. To wait until every instance has applied it, settle. */
export async function writePurge(write: Write, tags: readonly number[]): Promise<void> {
  await write(
    `with purged as (insert into cache.purge (tags) values ($1) returning xid)
    select pg_notify('compax_cache', '') from purged`,
    [tags],
  )
}
