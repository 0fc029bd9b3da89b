/**
 * One lane: a connection on which reads are pipelined. What all requests send in one turn of the event loop leaves as one
 * batch at its end. It is opened when first needed and again when it was lost. It says how long its first batch has kept
 * the others waiting.
 */
import pg from 'pg'
import { LaneBatch, type LaneRequest } from './laneBatch.ts'
import { isConnectionLoss, isOutdated } from './readError.ts'
import { takeRows } from './rowWire.ts'
import { withSettings } from './sessionSettings.ts'

export interface LaneOptions {
  connectionString: string
  statementTimeoutMs: number
}

export interface Lane {
  /** Reads that have no answer yet, by the batches in which they will get one */
  readonly waiting: readonly (readonly LaneRequest[])[]
  /** How many they are */
  readonly size: number
  /** For how long nothing has come, while something is waited for */
  readonly quietMs: number
  send(request: LaneRequest): void
  /** Not with others: whatever comes of those. */
  sendAlone(request: LaneRequest): void
  close(): Promise<void>
}

/** The server begins with these while the next are still put together. */
const mostInBatch = 16

export function createLane(options: LaneOptions): Lane {
  const waiting = new Set<Set<LaneRequest>>()
  let size = 0
  let turn: Set<LaneRequest> | undefined
  let opening: Promise<pg.Client> | undefined
  let opened: pg.Client | undefined
  let quietSinceMs = 0
  let isClosed = false

  function open(): Promise<pg.Client> {
    const client = createClient(options)
    const own = client.connect().then(() => {
      opened = client
      return client
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

  function startBatch(...requests: LaneRequest[]): Set<LaneRequest> {
    if (size === 0) quietSinceMs = performance.now()
    const batch = new Set(requests)
    waiting.add(batch)
    size += batch.size
    return batch
  }

  function leave(batch: Set<LaneRequest>, request: LaneRequest): void {
    size--
    batch.delete(request)
    if (batch.size === 0) waiting.delete(batch)
  }

  function submit(client: pg.Client, batch: Set<LaneRequest>): void {
    const answered = (request: LaneRequest, error: Error | undefined, rows: object[]) => {
      quietSinceMs = performance.now()
      leave(batch, request)
      // A connection learns late that it was lost, and what is sent once more must not go the same way.
      if (error !== undefined && (isConnectionLoss(error) || isOutdated(error))) drop(client)
      request.done(error, rows)
    }
    const skipped = (requests: readonly LaneRequest[]) => {
      for (const request of requests) {
        leave(batch, request)
        // Not on this client, come what may: the one that failed may be the end of it.
        if (!request.isAnswered) depart(startBatch(request))
      }
    }
    client.query(new LaneBatch({ requests: [...batch], answered, skipped }))
  }

  function depart(batch: Set<LaneRequest>): void {
    if (isClosed) giveUp(batch, new Error('Connection terminated: the lane is closed.'))
    else if (opened !== undefined) submit(opened, batch)
    else {
      opening ??= open()
      opening.then(
        (client) => submit(client, batch),
        (error: Error) => giveUp(batch, error),
      )
    }
  }

  function departIfHere(batch: Set<LaneRequest>): void {
    if (turn !== batch) return
    turn = undefined
    depart(batch)
  }

  function giveUp(batch: Set<LaneRequest>, error: Error): void {
    for (const request of batch) {
      leave(batch, request)
      request.done(error, [])
    }
  }

  function drop(client: pg.Client): void {
    if (opened !== client) return
    opening = undefined
    opened = undefined
    client.end().catch(() => {})
  }

  return {
    get waiting() {
      return [...waiting].map((batch) => [...batch])
    },
    get size() {
      return size
    },
    get quietMs() {
      return size === 0 ? 0 : performance.now() - quietSinceMs
    },
    send(request) {
      if (turn === undefined) {
        const batch = startBatch(request)
        turn = batch
        setImmediate(() => departIfHere(batch))
        return
      }
      turn.add(request)
      size++
      if (turn.size === mostInBatch) departIfHere(turn)
    },
    sendAlone: (request) => depart(startBatch(request)),
    /** Whoever waits for a read has been given up on: pg itself would wait for the answer, however long that takes. */
    async close() {
      isClosed = true
      const client = await opening?.catch(() => undefined)
      if (size > 0) client?.connection.stream.destroy()
      await client?.end()
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
