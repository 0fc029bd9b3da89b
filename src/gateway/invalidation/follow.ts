/**
 * One connection's life with the log: the instance joins those that must be waited for, what was missed is loaded, and
 * then renewals and catch-ups follow each other until something fails.
 */
import { randomUUID } from 'node:crypto'
import { type EarLine, loadMs } from './earLine.ts'
import type { ChangeSource, Conditions, Write } from './invalidation.ts'
import { type Lease, leaseMs } from './lease.ts'
import { assertSameLog, inspectLog, openLog } from './logState.ts'
import { askAllNews, askNews, type News, type NewsRow, readNews } from './news.ts'
import type { OwnBarriers } from './ownBarriers.ts'
import { join, leave, renew } from './presence.ts'
import type { Rest } from './rest.ts'
import type { Snapshot } from './snapshot.ts'
import { Trouble } from './trouble.ts'
import type { View } from './view.ts'

export interface FollowOptions extends Conditions {
  line: EarLine
  write: Write
  changes: ChangeSource
  view: View
  barriers: OwnBarriers
  lease: Lease
  rest: Rest
  ids: string[]
}

export interface Follower {
  /** From the lease on; throws when anything is not as it was. */
  catchUp(): Promise<void>
  leave(): Promise<void>
}

/** With a notice or without: what a commit by anybody waits for at most. */
const pollMs = 25

/** Resolves when the log is loaded and the lease holds. */
export async function follow(options: FollowOptions): Promise<Follower> {
  const { line, write, changes, view, barriers, lease, rest, ids, clock, before } = options
  const state = await inspectLog(line.query, changes.tags)
  await assertSameLog(write, changes.tags, state)
  const { incarnation, epoch } = await openLog(line.query, state)
  const known = view.epoch === epoch ? view.snapshot : undefined
  // Of this connection alone: a row that was once taken for dead is not used again.
  const id = randomUUID()
  let inspectedAt = clock()
  let mustAnswer = false

  async function ask(statement: { text: string; values: unknown[] }, withinMs?: number) {
    const sentAt = clock()
    const [row] = await line.query<NewsRow>(statement.text, statement.values, withinMs)
    if (row === undefined) throw new Error('News are one row.')
    const news = readNews(row)
    if (news.incarnation !== incarnation || news.map !== state.map) {
      throw new Trouble('log-changed', 'the log of changes was replaced')
    }
    await before('apply')
    return { news, sentAt }
  }

  /** Without a snapshot the whole log: what is in memory is not to be trusted. */
  async function load(since: Snapshot | undefined): Promise<void> {
    await before('load')
    const { news, sentAt } = await ask(askAllNews(since, changes.nextChange), loadMs)
    if (since === undefined) view.load(news, sentAt, epoch)
    else if (view.canFollow(news)) view.apply(news, sentAt)
    else return load(undefined)
    lease.caughtUp()
    mustAnswer = true
  }

  async function readOn(since: Snapshot): Promise<void> {
    await before('catch up')
    rest.forget()
    const { news, sentAt } = await ask(askNews(since, changes.nextChange))
    if (!view.canFollow(news)) return load(undefined)
    view.apply(news, sentAt)
    lease.caughtUp()
    mustAnswer = passBarriers(news)
  }

  /** Gives whether somebody else waits until this instance says that it has passed a barrier. */
  function passBarriers({ purges }: News): boolean {
    const ofOthers = purges.filter(({ ack, xid }) => ack && !barriers.pass(xid))
    return ofOthers.length > 0
  }

  async function renewLease(seen: Snapshot): Promise<void> {
    await before('renew')
    const sentAt = clock()
    if (!(await renew(line.query, id, seen.text))) throw new Trouble('expelled', 'others took this instance for dead')
    lease.renewed(sentAt)
  }

  async function inspect(): Promise<void> {
    const now = await inspectLog(line.query, changes.tags)
    if (now.name !== state.name) throw new Trouble('log-changed', 'tables of the log were replaced')
    inspectedAt = clock()
  }

  await before('join')
  const sentAt = clock()
  const earlier = [...ids]
  ids.push(id)
  await join(line.query, { id, instead: earlier, seen: known?.text })
  ids.splice(0, earlier.length)
  lease.renewed(sentAt)
  await load(known)
  return {
    async catchUp() {
      if (view.snapshot === undefined) return load(undefined)
      if (clock() - inspectedAt >= leaseMs) await inspect()
      const isAwaited = mustAnswer
      if (isAwaited || lease.isDue()) await renewLease(view.snapshot)
      // What was waited for has been said, and whatever came since then has rung.
      if (isAwaited) mustAnswer = false
      else await readOn(view.snapshot)
      if (mustAnswer) return
      await before('rest')
      await rest.take(pollMs)
    },
    leave: () => leave(line.query, id),
  }
}
