/**
 * Lanes: a few connections on which reads are pipelined, so that the statements of one tick leave in one write. A lane
 * is opened when first needed and again when it was lost; a read that was lost with it is sent once more, since reading
 * twice does no harm. Every statement has a deadline in the server, so that a slow one does not hold up its lane.
 */
import pg from 'pg'
import { isConnectionLoss, readError } from './readError.ts'
import type { Read, Sql } from './sql.ts'

export interface ReadLanes {
  read: Read
  close(): Promise<void>
}

export interface ReadLanesOptions {
  connectionString: string
  lanes: number
  statementTimeoutMs: number
}

interface Lane {
  client: Promise<pg.Client> | undefined
  underWay: number
}

export function createReadLanes({ lanes: count, ...options }: ReadLanesOptions): ReadLanes {
  const lanes: Lane[] = Array.from({ length: count }, () => ({ client: undefined, underWay: 0 }))
  const statementName = createStatementNames()
  let closed = false

  async function send<T>(statement: Sql): Promise<T> {
    if (closed) throw new Error('Connection terminated: the lanes are closed.')
    const lane = lanes.reduce((least, lane) => (lane.underWay < least.underWay ? lane : least))
    const opened = lane.client ?? connect(lane, options)
    lane.client = opened
    lane.underWay++
    try {
      const client = await opened
      const { text, values } = statement
      const { rows } = await client.query<[T]>({ name: statementName(text), text, values, rowMode: 'array' })
      const [row] = rows
      if (row === undefined) throw new Error('A read answers one row.')
      return row[0]
    } catch (error) {
      if (isConnectionLoss(error)) drop(lane, opened)
      throw error
    } finally {
      lane.underWay--
    }
  }

  return {
    read: async <T>(statement: Sql): Promise<T> => {
      try {
        return await send<T>(statement).catch((error) => {
          if (isConnectionLoss(error)) return send<T>(statement)
          throw error
        })
      } catch (error) {
        throw readError(error)
      }
    },
    close: async () => {
      closed = true
      await Promise.allSettled(lanes.map(closeLane))
    },
  }
}

function connect(
  lane: Lane,
  { connectionString, statementTimeoutMs }: Omit<ReadLanesOptions, 'lanes'>,
): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString,
    pipeline: true,
    keepAlive: true,
    connectionTimeoutMillis: 5000,
    application_name: 'compax reads',
    // Times come as UTC; plans of a few milliseconds are not worth compiling.
    options: `-c timezone=UTC -c jit=off -c statement_timeout=${statementTimeoutMs}`,
  })
  const lose = () => {
    if (lane.client === opened) lane.client = undefined
  }
  client.on('error', lose)
  client.on('end', lose)
  const opened = client.connect().then(() => client)
  opened.catch(lose)
  return opened
}

/** A connection learns late that it was lost, and what is sent once more must not go the same way. */
function drop(lane: Lane, lost: Promise<pg.Client>): void {
  if (lane.client !== lost) return
  lane.client = undefined
  lost.then((client) => client.end()).catch(() => {})
}

/** Whoever waits for a read has been given up on: pg itself would wait for the answer, however long that takes. */
async function closeLane({ client: opened, underWay }: Lane): Promise<void> {
  const client = await opened
  if (underWay > 0) client?.connection.stream.destroy()
  await client?.end()
}

/** Plans are kept by the server under these names, so their number is bounded; a text beyond it is planned each time. */
const maxPreparedStatements = 500

function createStatementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>()
  return (text) => {
    const known = names.get(text)
    if (known !== undefined || names.size >= maxPreparedStatements) return known
    const name = `r${names.size}`
    names.set(text, name)
    return name
  }
}
