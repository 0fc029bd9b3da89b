/** An instance's own row. It is there before anything is loaded, so that every later settle waits for the instance. */
import type { Write } from './invalidation.ts'

export interface Joining {
  id: string
  /** The rows of earlier connections, whose lease is over */
  instead: string[]
  /** The last snapshot applied */
  seen: string | undefined
}

/** The row must be on disk before it counts: a crash that lost it would let others settle without this instance. */
export async function join(write: Write, { id, instead, seen }: Joining): Promise<void> {
  await write(
    `with durable as (select set_config('synchronous_commit', 'on', true)),
      gone as (delete from cache.instance where id = any ($2::uuid[]))
    insert into cache.instance (id, seen) select $1::uuid, $3::pg_snapshot from durable`,
    [id, instead, seen ?? null],
  )
}

/** False when the row is gone: others have settled without this instance. */
export async function renew(write: Write, id: string, seen: string): Promise<boolean> {
  const rows = await write(
    'update cache.instance set beat = beat + 1, seen = $2::pg_snapshot where id = $1 returning beat',
    [id, seen],
  )
  return rows.length === 1
}

/** Call it only when the lease is over. */
export async function leave(write: Write, id: string): Promise<void> {
  await write('delete from cache.instance where id = $1', [id])
}
