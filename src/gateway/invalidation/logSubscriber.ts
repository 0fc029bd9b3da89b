/**
 * Follows the log as long as the process runs, on one connection at a time. Any failure ends the lease at once, and
 * everything begins again on another connection. Memory is kept if the log still holds everything that was missed.
 */

import { CacheUnavailable, unavailableBecause } from './cacheUnavailable.ts'
import type { ChangeSource, Conditions, Log, Write } from './invalidation.ts'
import { createLease, type Lease } from './lease.ts'
import { type ListenConnection, openListenConnection } from './listenConnection.ts'
import { startFollowing } from './logFollower.ts'
import type { OwnBarriers } from './ownBarriers.ts'
import type { View } from './view.ts'
import { createWakeableTimer, type WakeableTimer } from './wakeableTimer.ts'

export interface LogSubscriberOptions extends Conditions {
  directUrl: string
  write: Write
  changes: ChangeSource
  view: View
  barriers: OwnBarriers
  /** Ids of this process's rows in the table of instances; those of earlier connections stay until they are removed */
  ids: string[]
  log: Log
}

const reconnectMs = 50
const maxReconnectMs = 1000
const noticeMs = 2000

export class LogSubscriber {
  readonly #options: LogSubscriberOptions
  readonly #lease: Lease
  readonly #timer: WakeableTimer
  readonly #closing = new AbortController()
  #trouble: CacheUnavailable | undefined = new CacheUnavailable('starting', 'the log of changes is not loaded yet')
  #pauseMs = reconnectMs
  readonly #running: Promise<void>

  constructor(options: LogSubscriberOptions) {
    this.#options = options
    this.#lease = createLease(options.clock)
    this.#timer = createWakeableTimer(options.wait)
    this.#running = this.#run()
  }

  holds(): boolean {
    return !this.#closing.signal.aborted && this.#lease.holds()
  }

  get trouble(): string | undefined {
    return this.holds() ? undefined : (this.#trouble?.word ?? 'lease-over')
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#lease.end()
    this.#timer.wake()
    await this.#running
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      await this.#liveOnce().catch((error) => this.#leaseLost(error))
      await this.#options.wait(this.#pauseMs, signal)
      this.#pauseMs = Math.min(this.#pauseMs * 2, maxReconnectMs)
    }
  }

  /** The life of one connection. Resolves when the subscriber was closed. */
  async #liveOnce(): Promise<void> {
    let loss: unknown
    let isOver = false
    const { directUrl, before } = this.#options
    await before('connect')
    const events = {
      onNotice: () => this.#timer.wake(),
      onLoss: (error: unknown) => {
        if (loss !== undefined || isOver) return
        this.#leaseLost(error)
        loss = error
      },
    }
    const connection = await openListenConnection(directUrl, events, this.#options)
    try {
      await this.#follow(connection)
    } catch (error) {
      throw loss ?? error
    } finally {
      this.#lease.end()
      isOver = true
      if (this.#closing.signal.aborted) await connection.close()
      else connection.destroy()
    }
  }

  async #follow(connection: ListenConnection): Promise<void> {
    const follower = await startFollowing({
      ...this.#options,
      connection,
      lease: this.#lease,
      timer: this.#timer,
    })
    this.#leaseRegained()
    void this.#testNotices()
    while (!this.#closing.signal.aborted) await follower.catchUp()
    this.#lease.end()
    await follower.leave()
  }

  #leaseLost(error: unknown): void {
    this.#lease.end()
    this.#timer.wake()
    if (this.#closing.signal.aborted) return
    const cause = unavailableBecause(error)
    const isNew = this.#trouble?.message !== cause.message
    if (isNew) this.#options.log.warn(`No answers are served from the cache: ${cause.message}.`)
    this.#trouble = cause
  }

  #leaseRegained(): void {
    if (this.#trouble?.word !== 'starting') this.#options.log.info('Answers are served from the cache again.')
    this.#trouble = undefined
    this.#pauseMs = reconnectMs
  }

  /** A notice that is sent on the writers' connection must arrive on this one. */
  async #testNotices(): Promise<void> {
    const { write, wait, log } = this.#options
    const { signal } = this.#closing
    const wakesBefore = this.#timer.wakes
    await write("select pg_notify('compax_cache', '')", []).catch(() => {})
    await wait(noticeMs, signal)
    if (this.#timer.wakes > wakesBefore || signal.aborted) return
    log.warn('Notices of changes are not heard, which then take 25 ms: is there a pooler at DATABASE_DIRECT_URL?')
  }
}
