/**
 * The connection by which a process says that it uses the server. It holds a shared advisory lock for as long as it
 * lives, however its process ends. The process that gets the lock alone is the last one. No other process can join
 * until that connection ends.
 */
import pg from 'pg'

export interface Keeper {
  /** Gives up the lock. True when no other process holds it: then it is held alone, to stop the server. */
  isLast(): Promise<boolean>
  end(): Promise<void>
  /** Settles when the connection ends, from either side */
  readonly ended: Promise<void>
}

/**
 * "compax" in ASCII. Advisory locks belong to a database: this one is taken in `postgres`, where no other lock is
 * taken.
 */
const lock = 0x63_6f_6d_70_61_78

/** Rejects when the server cannot be reached, or when the last process that used it is about to stop it. */
export async function connectKeeper(url: string): Promise<Keeper> {
  const client = new pg.Client({
    connectionString: Object.assign(new URL(url), { pathname: '/postgres' }).href,
    application_name: 'compax keeper',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  client.on('error', () => resolve())
  client.on('end', () => resolve())
  try {
    await client.connect()
    await client.query('select pg_advisory_lock_shared($1)', [lock])
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
  return { isLast: () => isLast(client), end: () => client.end().catch(() => {}), ended: promise }
}

async function isLast(client: pg.Client): Promise<boolean> {
  await client.query('select pg_advisory_unlock_shared($1)', [lock])
  const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [lock])
  return rows[0]?.alone === true
}
