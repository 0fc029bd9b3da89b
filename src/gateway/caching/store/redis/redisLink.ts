/**
 * The link to Redis during the life of the process: one connection at a time, behind a breaker. A connection on which
 * anything was late, cut off or out of step is thrown away. The breaker makes the next one, never a request.
 */

import { createBreaker, type Schedule } from './breaker.ts'
import { withDeadline } from './deadline.ts'
import { isWhole } from './frame.ts'
import { connectRedis, type Deadlines, isRefusal, type RedisConnection } from './redisConnection.ts'
import type { RedisAddress } from './redisUrl.ts'
import { createWriteGate } from './writeGate.ts'

export interface RedisLinkOptions {
  readonly deadlines: Deadlines
  readonly schedule: Schedule
  random(): number
  readonly log: { warn(message: string): void; info(message: string): void }
}

type WriteOutcome = 'kept' | 'failed' | 'skipped'

/** After so many refusals in a row (loading, no permission, no master) Redis is left alone. */
const refusalsToDrop = 5

export class RedisLink {
  readonly #address: RedisAddress
  readonly #deadlines: Deadlines
  readonly #gate: ReturnType<typeof createWriteGate>
  readonly #breaker: ReturnType<typeof createBreaker>
  readonly #announcer: ReturnType<typeof createAnnouncer>
  #current: RedisConnection | undefined
  #refusals = 0

  constructor(address: RedisAddress, { deadlines, schedule, random, log }: RedisLinkOptions) {
    this.#address = address
    this.#deadlines = deadlines
    this.#gate = createWriteGate(schedule)
    this.#announcer = createAnnouncer(log)
    this.#breaker = createBreaker({ attempt: () => this.#attempt(), schedule, random })
  }

  get state(): ReturnType<typeof createBreaker>['state'] {
    return this.#breaker.state
  }

  /** undefined at once while Redis is left alone; rejects if nothing was answered in time. The value may be anything */
  read(key: string): Promise<unknown> | undefined {
    const connection = this.#usable()
    return connection === undefined ? undefined : this.#readOn(connection, key)
  }

  /**
   * Whether a read is worth a second try, once the connection that follows a lost one is made. Never rejects; false at
   * once while Redis is known to be away, and after `recoverMs`
   */
  async recovers(): Promise<boolean> {
    if (this.#usable() !== undefined) return true
    const { recovery } = this.#breaker
    return recovery !== undefined && withDeadline(recovery, this.#deadlines.recoverMs).catch(() => false)
  }

  get takesWrites(): boolean {
    return this.#usable() !== undefined && this.#gate.isOpen
  }

  /** Never rejects */
  async write(key: string, value: Buffer, ttlMs: number): Promise<WriteOutcome> {
    const connection = this.#usable()
    if (connection === undefined || !this.#gate.isOpen) return 'skipped'
    try {
      await this.#gate.pass(connection, value.length, () => connection.write(key, value, ttlMs))
      return 'kept'
    } catch (error) {
      if (!isRefusal(error) || this.#gate.wasDemoted(connection, error)) this.#drop(connection, error)
      return 'failed'
    }
  }

  /** A value belongs to another question, so nothing more from this connection is believed. */
  distrust(): void {
    if (this.#current !== undefined) this.#drop(this.#current, new Error('Redis answered another question'))
  }

  close(): void {
    this.#breaker.stop()
    this.#gate.stop()
    const last = this.#current
    this.#current = undefined
    last?.destroy()
  }

  async #attempt(): Promise<boolean> {
    let made: RedisConnection | undefined
    try {
      made = await connectRedis(this.#address, this.#deadlines, (error) => this.#drop(made, error))
    } catch (error) {
      this.#announcer.broken(error)
      return false
    }
    if (this.#breaker.state === 'off') {
      made.destroy()
      return false
    }
    this.#current = made
    this.#refusals = 0
    this.#announcer.works()
    return true
  }

  /** A connection that is not yet current fails by itself; one that is not current any more needs no report. */
  #drop(connection: RedisConnection | undefined, error: unknown): void {
    if (connection === undefined || connection !== this.#current) return
    this.#current = undefined
    connection.destroy()
    this.#announcer.broken(error)
    this.#breaker.failed()
  }

  #usable(): RedisConnection | undefined {
    // The connection may be lost between the instant it is made and the instant it is taken.
    if (this.#breaker.state === 'closed' && this.#current === undefined) this.#breaker.failed()
    return this.#breaker.state === 'closed' ? this.#current : undefined
  }

  async #readOn(connection: RedisConnection, key: string): Promise<unknown> {
    try {
      const value = await connection.read(key)
      this.#refusals = 0
      this.#breaker.succeeded()
      return value
    } catch (error) {
      // Another program keeps a list or hash under our key: something is there, and it is not ours.
      if (isRefusal(error) && error.message.startsWith('WRONGTYPE')) return error.message
      this.#refusals += 1
      if (!isRefusal(error) || this.#refusals >= refusalsToDrop) this.#drop(connection, error)
      throw error
    }
  }
}

/** A value that is whole but not the requested one came as the answer to another question. */
export const isOfAnotherKey = (value: unknown): boolean => Buffer.isBuffer(value) && isWhole(value)

/** One line when it breaks and one when it works again, however many requests and attempts noticed. */
function createAnnouncer(log: RedisLinkOptions['log']) {
  let isBroken = false
  return {
    broken(error: unknown) {
      if (!isBroken) log.warn(`Redis is left alone for now: ${reason(error)}`)
      isBroken = true
    },
    works() {
      if (isBroken) log.info('Redis is used again.')
      isBroken = false
    },
  }
}

/** Node gives no message for a host if it tried several of its addresses. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection ended'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return error.message === '' ? code : error.message
}
