/**
 * One lane: a connection on which reads are pipelined. Everything that all requests send in one turn of the event loop
 * leaves as one batch at its end. The connection is opened when first needed, and again after it was lost. The lane
 * says how long its first batch has kept the others waiting.
 */
import pg from 'pg'
import { withSettings } from '../../../postgres/sessionSettings.ts'
import { isConnectionLoss, isOutdated } from '../readError.ts'
import { cancelStatement } from './cancelStatement.ts'
import { LaneBatch, type LaneRequest } from './laneBatch.ts'
import { takeRows } from './rowWire.ts'

export interface LaneOptions {
  connectionString: string
  statementTimeoutMs: number
}

/** A read as lanes know it */
export interface LaneRead extends LaneRequest {
  /** The lane on which it was sent last: an answer of another lane counts, an error of another lane does not */
  lane: Lane | undefined
  /** Answered, or given up */
  readonly isAnswered: boolean
}

/** Called once or more for each read, by every lane on which it was sent. */
export type LaneAnswered = (lane: Lane, read: LaneRead, error: Error | undefined, rows: object[]) => void

type Batch = Set<LaneRead>

/** The server begins with a full batch while the next reads are still put together. */
const maxInBatch = 16

export class Lane {
  readonly #options: LaneOptions
  readonly #answered: LaneAnswered
  readonly #waiting = new Set<Batch>()
  #size = 0
  #turn: Batch | undefined
  #opening: Promise<pg.Client> | undefined
  #opened: pg.Client | undefined
  #quietSinceMs = 0
  #state: 'used' | 'retired' | 'closed' = 'used'
  #ended = (): void => {}

  constructor(options: LaneOptions, answered: LaneAnswered) {
    this.#options = options
    this.#answered = answered
  }

  /** Reads without an answer from this lane yet, by the batches that will answer them */
  get waiting(): LaneRead[][] {
    return Array.from(this.#waiting, (batch) => [...batch])
  }

  /** Number of those reads */
  get size(): number {
    return this.#size
  }

  /** For how long nothing has come while a read waits */
  get quietMs(): number {
    return this.#size === 0 ? 0 : performance.now() - this.#quietSinceMs
  }

  get isOpen(): boolean {
    return this.#opened !== undefined
  }

  send(read: LaneRead): void {
    read.lane = this
    if (this.#turn === undefined) {
      const batch = this.#startBatch(read)
      this.#turn = batch
      setImmediate(() => this.#departIfHere(batch))
      return
    }
    this.#turn.add(read)
    this.#size++
    if (this.#turn.size === maxInBatch) this.#departIfHere(this.#turn)
  }

  /** Apart from other reads, whatever their outcome. */
  sendAlone(read: LaneRead): void {
    read.lane = this
    this.#depart(this.#startBatch(read))
  }

  /** Whether the read waits for the answer of this lane */
  needs(read: LaneRead): boolean {
    return !read.isAnswered && read.lane === this
  }

  /**
   * Ends the running statement. A request to cancel may come late, and then ends the statement that runs by then. So
   * the lane must be retired: nothing is sent there any more.
   */
  cancel(): void {
    if (this.#state === 'retired' && this.#opened !== undefined) cancelStatement(this.#opened)
  }

  /** No read waits for this lane any more; its connection ends with the last answer. @param ended called then */
  retire(ended: () => void): void {
    this.#state = 'retired'
    this.#ended = ended
    this.#endIfEmpty()
  }

  /** Gives up the reads under way, because pg itself would wait for their answers, however long these take. */
  async close(): Promise<void> {
    this.#state = 'closed'
    const client = await this.#opening?.catch(() => undefined)
    if (this.#size > 0) client?.connection.stream.destroy()
    await client?.end()
  }

  #open(): Promise<pg.Client> {
    const client = createClient(this.#options)
    const own = client.connect().then(() => {
      this.#opened = client
      return client
    })
    const lose = () => {
      if (this.#opening !== own) return
      this.#opening = undefined
      this.#opened = undefined
    }
    client.on('error', lose)
    client.on('end', lose)
    own.catch(lose)
    return own
  }

  #startBatch(read: LaneRead): Batch {
    if (this.#size === 0) this.#quietSinceMs = performance.now()
    const batch = new Set([read])
    this.#waiting.add(batch)
    this.#size++
    return batch
  }

  #leave(batch: Batch, read: LaneRead): void {
    if (!batch.delete(read)) return
    this.#size--
    if (batch.size === 0) this.#waiting.delete(batch)
    if (this.#state === 'retired') this.#endIfEmpty()
  }

  #depart(batch: Batch): void {
    if (this.#state === 'closed') this.#giveUp(batch, new Error('Connection terminated: the lane is closed.'))
    else if (this.#opened !== undefined) this.#submit(this.#opened, batch)
    else {
      this.#opening ??= this.#open()
      this.#opening.then(
        (client) => this.#submit(client, batch),
        (error: Error) => this.#giveUp(batch, error),
      )
    }
  }

  #departIfHere(batch: Batch): void {
    if (this.#turn !== batch) return
    this.#turn = undefined
    this.#depart(batch)
  }

  /** Sends the reads that still wait. */
  #submit(client: pg.Client, batch: Batch): void {
    for (const read of batch) if (!this.needs(read)) this.#leave(batch, read)
    if (batch.size === 0) return
    const answered = (read: LaneRead, error: Error | undefined, rows: object[]) => {
      this.#quietSinceMs = performance.now()
      this.#leave(batch, read)
      // A connection learns late that it was lost, and a read that is sent once more must not go the same way.
      if (error !== undefined && (isConnectionLoss(error) || isOutdated(error))) this.#drop(client)
      this.#answered(this, read, error, rows)
    }
    const skipped = (reads: readonly LaneRead[]) => {
      for (const read of reads) {
        this.#leave(batch, read)
        // Never on this client, because the failed read may be the end of it.
        if (this.needs(read)) this.#depart(this.#startBatch(read))
      }
    }
    client.query(new LaneBatch({ requests: [...batch], answered, skipped }))
  }

  #giveUp(batch: Batch, error: Error): void {
    for (const read of batch) {
      this.#leave(batch, read)
      this.#answered(this, read, error, [])
    }
  }

  #drop(client: pg.Client): void {
    if (this.#opened !== client) return
    this.#opening = undefined
    this.#opened = undefined
    client.end().catch(() => {})
  }

  #endIfEmpty(): void {
    if (this.#size > 0) return
    if (this.#opened !== undefined) this.#drop(this.#opened)
    this.#ended()
  }
}

function createClient({ connectionString, statementTimeoutMs }: LaneOptions): pg.Client {
  const client = new pg.Client({
    // Times come in RFC 3339 and in UTC. Plans of a few milliseconds are not worth compiling. Statements of the same
    // text are not worth planning again.
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
