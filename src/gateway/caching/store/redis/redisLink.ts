/**
 * The way to Redis for as long as the process lives: one connection at a time, behind a breaker. A connection on which
 * anything was late, cut off or out of step is thrown away, and the next is made by the breaker, never by a request.
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

export interface RedisLink {
  readonly state: ReturnType<typeof createBreaker>['state']
  /** undefined at once while Redis is left alone; rejects when nothing was answered in time. Anything may be there */
  read(key: string): Promise<unknown> | undefined
  /**
   * Whether a read is worth a second try, once the connection that follows a lost one is made. Never rejects; false at
   * once while Redis is known to be away, and after `recoverMs`
   */
  recovers(): Promise<boolean>
  readonly takesWrites: boolean
  /** Never rejects */
  write(key: string, value: Buffer, ttlMs: number): Promise<WriteOutcome>
  /** What was read belongs to another question: nothing more is believed that comes on this connection. */
  distrust(): void
  close(): void
}

/** So many refusals in a row (loading, no permission, no master) and it is left alone. */
const refusalsToDrop = 5

export function createRedisLink(address: RedisAddress, options: RedisLinkOptions): RedisLink {
  const { deadlines, schedule, random } = options
  const gate = createWriteGate(schedule)
  const tell = createTeller(options.log)
  const breaker = createBreaker({ attempt, schedule, random })
  let current: RedisConnection | undefined
  let refusals = 0

  async function attempt(): Promise<boolean> {
    let made: RedisConnection | undefined
    try {
      made = await connectRedis(address, deadlines, (error) => drop(made, error))
    } catch (error) {
      tell.broken(error)
      return false
    }
    if (breaker.state === 'off') {
      made.destroy()
      return false
    }
    current = made
    refusals = 0
    tell.works()
    return true
  }

  /** One that is not yet the current one fails by itself; of one that is no longer, nothing is to be said. */
  function drop(connection: RedisConnection | undefined, error: unknown): void {
    if (connection === undefined || connection !== current) return
    current = undefined
    connection.destroy()
    tell.broken(error)
    breaker.failed()
  }

  function usable(): RedisConnection | undefined {
    // It may be lost in the instant between being made and being taken.
    if (breaker.state === 'closed' && current === undefined) breaker.failed()
    return breaker.state === 'closed' ? current : undefined
  }

  async function read(connection: RedisConnection, key: string): Promise<unknown> {
    try {
      const value = await connection.read(key)
      refusals = 0
      breaker.succeeded()
      return value
    } catch (error) {
      // Somebody else's list or hash under our key: something is there, and it is not ours.
      if (isRefusal(error) && error.message.startsWith('WRONGTYPE')) return error.message
      refusals += 1
      if (!isRefusal(error) || refusals >= refusalsToDrop) drop(connection, error)
      throw error
    }
  }

  async function write(connection: RedisConnection, ...[key, value, ttlMs]: Parameters<RedisLink['write']>) {
    try {
      await gate.pass(connection, value.length, () => connection.write(key, value, ttlMs))
      return 'kept'
    } catch (error) {
      if (!isRefusal(error) || gate.wasDemoted(connection, error)) drop(connection, error)
      return 'failed'
    }
  }

  return {
    get state() {
      return breaker.state
    },
    read(key) {
      const connection = usable()
      return connection === undefined ? undefined : read(connection, key)
    },
    async recovers() {
      if (usable() !== undefined) return true
      const { recovery } = breaker
      return recovery !== undefined && withDeadline(recovery, deadlines.recoverMs).catch(() => false)
    },
    get takesWrites() {
      return usable() !== undefined && gate.isOpen
    },
    async write(key, value, ttlMs) {
      const connection = usable()
      return connection === undefined || !gate.isOpen ? 'skipped' : write(connection, key, value, ttlMs)
    },
    distrust() {
      if (current !== undefined) drop(current, new Error('Redis answered another question'))
    },
    close() {
      breaker.stop()
      gate.stop()
      const last = current
      current = undefined
      last?.destroy()
    },
  }
}

/** What is whole and still not what was asked for came as the answer to another question. */
export const isOfAnotherKey = (value: unknown): boolean => Buffer.isBuffer(value) && isWhole(value)

/** One line when it breaks and one when it works again, however many requests and attempts saw it. */
function createTeller(log: RedisLinkOptions['log']) {
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

/** Node gives no message for a host of which it tried several addresses. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection ended'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return error.message === '' ? code : error.message
}
