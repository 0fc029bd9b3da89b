/**
 * One lane: a connection on which reads are pipelined, so that the statements of one turn leave in one write. It is
 * opened when first needed and again when it was lost. It says how long its first statement has kept the others waiting.
 */
import pg from 'pg'
import { LaneQuery, type LaneRequest } from './laneQuery.ts'
import { isConnectionLoss, isOutdated } from './readError.ts'
import { takeRows } from './rowWire.ts'
import { withSettings } from './sessionSettings.ts'

export interface LaneOptions {
  connectionString: string
  statementTimeoutMs: number
}

export interface Lane {
  /** Reads that have no answer yet, in the order in which they will get one */
  readonly waiting: readonly LaneRequest[]
  /** How many they are */
  readonly size: number
  /** Since when nothing has come, while something is waited for; monotonic */
  readonly quietSinceMs: number
  send(request: LaneRequest): void
  close(): Promise<void>
}

interface Opened {
  client: pg.Client
  corked: boolean
}

export function createLane(options: LaneOptions): Lane {
  const waiting = new Set<LaneRequest>()
  let opening: Promise<Opened> | undefined
  let opened: Opened | undefined
  let quietSinceMs = 0

  function open(): Promise<Opened> {
    const client = createClient(options)
    const own = client.connect().then(() => {
      opened = { client, corked: false }
      return opened
    })
    const lose = () => {
      if (opening !== own) return
      opening = undefined
      opened = undefined
    }
    client.on('error', lose)
    client.on('end', lose)
    own.catch(lose)
    return own
  }

  function submit(lane: Opened, request: LaneRequest): void {
    const done = (error: Error | undefined, rows: object[]) => {
      quietSinceMs = performance.now()
      waiting.delete(request)
      // A connection learns late that it was lost, and what is sent once more must not go the same way.
      if (error !== undefined && (isConnectionLoss(error) || isOutdated(error))) drop(lane)
      request.done(error, rows)
    }
    corkForTurn(lane)
    lane.client.query(new LaneQuery({ ...request, done }))
  }

  function drop(lane: Opened): void {
    if (opened !== lane) return
    opening = undefined
    opened = undefined
    lane.client.end().catch(() => {})
  }

  return {
    get waiting() {
      return [...waiting]
    },
    get size() {
      return waiting.size
    },
    get quietSinceMs() {
      return quietSinceMs
    },
    send(request) {
      if (waiting.size === 0) quietSinceMs = performance.now()
      waiting.add(request)
      if (opened !== undefined) return submit(opened, request)
      opening ??= open()
      opening.then(
        (lane) => submit(lane, request),
        (error: Error) => {
          waiting.delete(request)
          request.done(error, [])
        },
      )
    },
    /** Whoever waits for a read has been given up on: pg itself would wait for the answer, however long that takes. */
    async close() {
      const lane = await opening?.catch(() => undefined)
      if (waiting.size > 0) lane?.client.connection.stream.destroy()
      await lane?.client.end()
    },
  }
}

function createClient({ connectionString, statementTimeoutMs }: LaneOptions): pg.Client {
  const client = new pg.Client({
    // Times come as RFC 3339 has them, in UTC; plans of a few milliseconds are not worth compiling, and statements of the
    // same text not worth planning again.
    connectionString: withSettings(connectionString, {
      timezone: 'UTC',
      datestyle: 'ISO',
      jit: 'off',
      plan_cache_mode: 'force_generic_plan',
      statement_timeout: statementTimeoutMs,
    }),
    pipeline: true,
    keepAlive: true,
    connectionTimeoutMillis: 5000,
    application_name: 'compax reads',
  })
  takeRows(client)
  return client
}

/**
 * What all requests send in this turn of the event loop leaves in one write at its end: a write wakes the server, which
 * costs more than the rest of a statement.
 */
function corkForTurn(lane: Opened): void {
  if (lane.corked) return
  const { stream } = lane.client.connection
  lane.corked = true
  stream.cork()
  setImmediate(() => {
    lane.corked = false
    stream.uncork()
  })
}
