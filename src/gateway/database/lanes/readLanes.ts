/**
 * Lanes: a few connections on which reads are pipelined. A read that was lost with its lane is sent once more, because
 * reading twice does no harm. A read may take as long as a statement may take, from its beginning to its answer and
 * wherever it waits meanwhile. It never waits longer than its request.
 */
import type { Life } from '../../requestLife.ts'
import { isConnectionLoss, isOutdated, readError, statementTimeout } from '../readError.ts'
import type { Reader } from '../reader.ts'
import type { Sql } from '../sql.ts'
import { createStatements, type Statement } from '../statements.ts'
import { Lane, type LaneOptions, type LaneRead } from './lane.ts'
import { LanePool, slowMsFor } from './lanePool.ts'
import { parameterText } from './parameters.ts'

export interface ReadLanesOptions extends LaneOptions {
  lanes: number
}

export function createReadLanes({ lanes, ...options }: ReadLanesOptions): Reader {
  const reads = new Reads(lanes, options)
  return { read: (fragment, life) => reads.read(fragment, life), close: () => reads.close() }
}

class Reads {
  readonly #statements = createStatements()
  readonly #pool: LanePool
  readonly #timeoutMs: number
  readonly #slowMs: number
  /** In the order of their deadlines */
  readonly #waiting = new Set<WaitingRead>()
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(lanes: number, options: LaneOptions) {
    this.#timeoutMs = options.statementTimeoutMs
    this.#slowMs = slowMsFor(this.#timeoutMs)
    const open = () => new Lane(options, (...answer) => this.#takeAnswer(...answer))
    this.#pool = new LanePool({ count: lanes, slowMs: this.#slowMs, open })
  }

  async read<Row>(fragment: Sql, life: Life | undefined): Promise<Row[]> {
    if (life?.reason !== undefined) throw life.reason
    if (this.#isClosed) throw readError(new Error('Connection terminated: the lanes are closed.'))
    const values: unknown[] = []
    const statement = this.#statements.find(fragment, values)
    const read = new WaitingRead(statement, values.map(parameterText), performance.now() + this.#timeoutMs)
    this.#waiting.add(read)
    this.#pool.send(read)
    this.#startWatch()
    const forget = life?.onEnd((reason) => this.#end(read, reason))
    try {
      return (await read.rows) as Row[] // as the statement's author knows them
    } finally {
      forget?.()
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#pool.close()
    for (const read of this.#waiting)
      this.#end(read, readError(new Error('Connection terminated: the lanes are closed.')))
  }

  #takeAnswer(lane: Lane, read: LaneRead, error: Error | undefined, rows: object[]): void {
    this.#pool.noteAnswer(lane, read, error === undefined)
    if (read.isAnswered || !(read instanceof WaitingRead)) return
    if (error === undefined) this.#end(read, undefined, rows)
    // Another lane may still answer it: it was taken away from here.
    else if (read.lane === lane) this.#retry(lane, read, error)
  }

  #retry(lane: Lane, read: WaitingRead, error: Error): void {
    read.tries++
    this.#pool.forget(read)
    // Each lane may have prepared it before its columns changed, and prepares it anew after it has failed.
    const maxTries = isOutdated(error) ? this.#pool.size + 1 : 2
    if (this.#isClosed || read.tries >= maxTries || !isWorthAnotherTry(error)) this.#end(read, readError(error))
    // If one connection was lost, the others may be lost too without knowing it yet. This one is opened anew.
    else if (isConnectionLoss(error)) lane.send(read)
    else this.#pool.send(read)
  }

  #end(read: WaitingRead, error: unknown, rows: object[] = []): void {
    if (read.isAnswered) return
    this.#waiting.delete(read)
    read.settle(error, rows)
    this.#pool.forget(read)
  }

  #startWatch(): void {
    if (this.#timer !== undefined) return
    const [oldest] = this.#waiting
    const leftMs = oldest === undefined ? this.#slowMs : oldest.endsAtMs - performance.now()
    // Answers that came while the process was busy are read first.
    this.#timer = setTimeout(() => setImmediate(() => this.#look()), Math.max(Math.min(this.#slowMs, leftMs), 1))
  }

  #look(): void {
    this.#timer = undefined
    if (this.#isClosed) return
    const now = performance.now()
    for (const read of this.#waiting) {
      if (read.endsAtMs > now) break
      this.#end(read, statementTimeout())
    }
    this.#pool.look()
    if (this.#waiting.size > 0 || this.#pool.isBusy) this.#startWatch()
  }
}

class WaitingRead implements LaneRead {
  readonly statement: Statement
  readonly values: (string | null)[]
  readonly endsAtMs: number
  readonly rows: Promise<object[]>
  lane: Lane | undefined
  tries = 0
  isAnswered = false
  readonly #resolve: (rows: object[]) => void
  readonly #reject: (error: unknown) => void

  constructor(statement: Statement, values: (string | null)[], endsAtMs: number) {
    this.statement = statement
    this.values = values
    this.endsAtMs = endsAtMs
    const { promise, resolve, reject } = Promise.withResolvers<object[]>()
    this.rows = promise
    this.#resolve = resolve
    this.#reject = reject
  }

  settle(error: unknown, rows: object[]): void {
    this.isAnswered = true
    if (error === undefined) this.#resolve(rows)
    else this.#reject(error)
  }
}

const isWorthAnotherTry = (error: unknown): boolean => isConnectionLoss(error) || isOutdated(error) || isDeadlock(error)

/** A batch and a session that changes tables may each wait for what the other holds. */
const isDeadlock = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '40P01'
