/** How the resolvers read: a statement that answers one JSON value, which costs less than half of as many rows. */
import pg from 'pg'

export interface Statement {
  name: string
  text: string
}

export type Read = <T>(statement: Statement, values: unknown[]) => Promise<T>

const poolSize = 10

/** Prepared statements on a pool of `pg`. */
export function createPoolRead(connectionString: string): Read {
  const pool = new pg.Pool({ connectionString, max: poolSize })
  return async <T>({ name, text }: Statement, values: unknown[]): Promise<T> => {
    const { rows } = await pool.query<[T]>({ name, text, values, rowMode: 'array' })
    const [row] = rows
    if (row === undefined) throw new Error('A read answers one row.')
    return row[0]
  }
}
