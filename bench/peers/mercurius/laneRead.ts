/** The same statements on the read lanes of Compax Gateway. */
import { createDatabaseClients } from '../../../src/database/databaseClients.ts'
import { Sql } from '../../../src/database/sql.ts'
import type { Read, Statement } from './read.ts'

const statementTimeoutMs = 5000

export function createLaneRead(connectionString: string): Read {
  const { read } = createDatabaseClients(connectionString, statementTimeoutMs)
  return <T>(statement: Statement, values: unknown[]) => {
    const { strings, order } = pieces(statement)
    return read<T>(
      new Sql(
        strings,
        order.map((parameter) => values[parameter]),
      ),
    )
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
