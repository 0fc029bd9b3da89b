/**
 * The life of one connection that follows the log. The instance joins those that a settle must wait for, and loads what
 * it missed. Then renewals and catch-ups follow each other until something fails.
 */
import { randomUUID } from 'node:crypto'
import { CacheUnavailable } from './cacheUnavailable.ts'
import type { ChangeSource, Conditions, Write } from './invalidation.ts'
import { type Lease, leaseMs } from './lease.ts'
import { type ListenConnection, loadMs } from './listenConnection.ts'
import { type LogBatch, type LogBatchRow, readLogBatch, selectNewEntries, selectWholeLog } from './logBatch.ts'
import { assertSameLog, inspectLog, type LogState, openLog } from './logState.ts'
import type { OwnBarriers } from './ownBarriers.ts'
import { join, leave, renew } from './presence.ts'
import type { Snapshot } from './snapshot.ts'
import type { View } from './view.ts'
import type { WakeableTimer } from './wakeableTimer.ts'

export interface FollowOptions extends Conditions {
  connection: ListenConnection
  write: Write
  changes: ChangeSource
  view: View
  barriers: OwnBarriers
  lease: Lease
  timer: WakeableTimer
  ids: string[]
}

/** The most that a commit waits for, with a notice or without. */
const pollMs = 25

/** Resolves when the log is loaded and the lease holds. */
export async function startFollowing(options: FollowOptions): Promise<LogFollower> {
  const { connection, write, changes } = options
  const state = await inspectLog(connection.query, changes.tags)
  await assertSameLog(write, changes.tags, state)
  const follower = new LogFollower(options, { state, ...(await openLog(connection.query, state)) })
  await follower.start()
  return follower
}

interface OpenLog {
  state: LogState
  incarnation: string
  epoch: string
}

class LogFollower {
  readonly #options: FollowOptions
  readonly #opened: OpenLog
  /** For this connection alone: a row that was once taken for dead is not used again. */
  readonly #id = randomUUID()
  #inspectedAt: number
  /** Whether another instance waits until this one says that it has passed a barrier */
  #mustAnswer = false

  constructor(options: FollowOptions, opened: OpenLog) {
    this.#options = options
    this.#opened = opened
    this.#inspectedAt = options.clock()
  }

  async start(): Promise<void> {
    const { connection, view, lease, ids, clock, before } = this.#options
    const known = view.epoch === this.#opened.epoch ? view.snapshot : undefined
    await before('join')
    const sentAt = clock()
    const earlier = [...ids]
    ids.push(this.#id)
    await join(connection.query, { id: this.#id, instead: earlier, seen: known?.text })
    ids.splice(0, earlier.length)
    lease.renewed(sentAt)
    await this.#load(known)
  }

  /** Call it once the lease holds. Throws when anything is not as it was. */
  async catchUp(): Promise<void> {
    const { view, lease, timer, clock, before } = this.#options
    if (view.snapshot === undefined) return this.#load(undefined)
    if (clock() - this.#inspectedAt >= leaseMs) await this.#inspect()
    const isAwaited = this.#mustAnswer
    if (isAwaited || lease.isDue()) await this.#renewLease(view.snapshot)
    // The waiting instance has its answer, and everything that came since then has woken the timer.
    if (isAwaited) this.#mustAnswer = false
    else await this.#readOn(view.snapshot)
    if (this.#mustAnswer) return
    await before('rest')
    await timer.sleep(pollMs)
  }

  leave(): Promise<void> {
    return leave(this.#options.connection.query, this.#id)
  }

  async #ask(statement: { text: string; values: unknown[] }, withinMs?: number) {
    const { connection, clock, before } = this.#options
    const sentAt = clock()
    const [row] = await connection.query<LogBatchRow>(statement.text, statement.values, withinMs)
    if (row === undefined) throw new Error('LogBatch are one row.')
    const news = readLogBatch(row)
    const { incarnation, state } = this.#opened
    if (news.incarnation !== incarnation || news.map !== state.map) {
      throw new CacheUnavailable('log-changed', 'the log of changes was replaced')
    }
    await before('apply')
    return { news, sentAt }
  }

  /** Without a snapshot it loads the whole log, because memory must not be trusted. */
  async #load(since: Snapshot | undefined): Promise<void> {
    const { changes, view, lease, before } = this.#options
    await before('load')
    const { news, sentAt } = await this.#ask(selectWholeLog(since, changes.nextChange), loadMs)
    if (since === undefined) view.load(news, sentAt, this.#opened.epoch)
    else if (view.canFollow(news)) view.apply(news, sentAt)
    else return this.#load(undefined)
    lease.caughtUp()
    this.#mustAnswer = true
  }

  async #readOn(since: Snapshot): Promise<void> {
    const { changes, view, lease, timer, before } = this.#options
    await before('catch up')
    timer.forget()
    const { news, sentAt } = await this.#ask(selectNewEntries(since, changes.nextChange))
    if (!view.canFollow(news)) return this.#load(undefined)
    view.apply(news, sentAt)
    lease.caughtUp()
    this.#mustAnswer = this.#passBarriers(news)
  }

  #passBarriers({ purges }: LogBatch): boolean {
    const ofOthers = purges.filter(({ ack, xid }) => ack && !this.#options.barriers.pass(xid))
    return ofOthers.length > 0
  }

  async #renewLease(seen: Snapshot): Promise<void> {
    const { connection, lease, clock, before } = this.#options
    await before('renew')
    const sentAt = clock()
    if (!(await renew(connection.query, this.#id, seen.text))) {
      throw new CacheUnavailable('expelled', 'others took this instance for dead')
    }
    lease.renewed(sentAt)
  }

  async #inspect(): Promise<void> {
    const { connection, changes, clock } = this.#options
    const now = await inspectLog(connection.query, changes.tags)
    if (now.name !== this.#opened.state.name)
      throw new CacheUnavailable('log-changed', 'tables of the log were replaced')
    this.#inspectedAt = clock()
  }
}
