/** The same statements on the read lanes of Compax Gateway. */
import { createDatabaseClients } from '../../../src/gateway/database/databaseClients.ts'
import { Sql } from '../../../src/gateway/database/sql.ts'
import type { Read, Statement } from './read.ts'

const statementTimeoutMs = 5000

export function createLaneRead(connectionString: string): Read {
  const { read } = createDatabaseClients(connectionString, statementTimeoutMs)
  return async <T>(statement: Statement, values: unknown[]): Promise<T> => {
    const { strings, order } = pieces(statement)
    const parameters = order.map((parameter) => values[parameter])
    const [row] = await read<{ [column: string]: T }>(new Sql(strings, parameters))
    if (row === undefined) throw new Error('A read answers one row.')
    return Object.values(row)[0] as T // of one column, however PostgreSQL calls it
  }
}

interface Pieces {
  strings: string[]
  /** Which parameter stands between each two of them */
  order: number[]
}

const known = new Map<string, Pieces>()

/** The text around its parameters. Lanes know a statement again by these strings themselves. */
function pieces({ name, text }: Statement): Pieces {
  const found = known.get(name)
  if (found !== undefined) return found
  const order = [...text.matchAll(/\$(\d+)/g)].map(([, digits]) => Number(digits) - 1)
  const made = { strings: text.split(/\$\d+/), order }
  known.set(name, made)
  return made
}
