/**
 * Waits until no instance can serve anything older than what is committed now. The barrier is a row in the log: an
 * instance that has applied it has applied everything that was committed before it. One barrier under way and one
 * pending serve all requests that wait.
 */
import { clientError } from '../errors/errors.ts'
import { noReason } from './conditions.ts'
import type { Instances } from './instances.ts'
import type { Conditions, Write } from './invalidation.ts'
import type { OwnBarrier, OwnBarriers } from './ownBarriers.ts'

export interface SettleOptions extends Conditions {
  write: Write
  instances: Instances
  barriers: OwnBarriers
  /** The rows of this process among the instances */
  ids: readonly string[]
  /** Ends waiting, with a rejection */
  signal: AbortSignal
}

/** Without a pause: healthy instances are about equally fast, and the shortest pause would be half of their time. */
const closeLooks = 4
const firstPauseMs = 1
/** A silent instance does not answer before its lease is over. */
const maxPauseMs = 10
/** Slowly, so that a waiting request gets its answer at most a fifth too late. */
const growth = 1.2
/** The database may be restarting. */
const retryMs = 100
const giveUpAfterMs = 5000

export function createPropagationWait(options: SettleOptions): () => Promise<void> {
  let underWay: Promise<void> | undefined
  let pending: Promise<void> | undefined
  const start = (): Promise<void> => {
    const run = settle(options).finally(() => {
      if (underWay === run) underWay = undefined
    })
    underWay = run
    return run
  }
  return () => {
    if (underWay === undefined) return start()
    // The settle under way may have put up its barrier before the commit that this call asks about.
    pending ??= underWay
      .catch(() => {})
      .then(() => {
        pending = undefined
        return start()
      })
    return pending
  }
}

async function settle(options: SettleOptions): Promise<void> {
  const own = options.barriers.announce()
  try {
    const xid = await persistently(options, () => putUpBarrier(options))
    own.stands(Number(xid))
    await untilAllHavePassed(xid, own, options)
  } finally {
    own.remove()
  }
}

async function untilAllHavePassed(xid: string, own: OwnBarrier, options: SettleOptions): Promise<void> {
  const { instances, ids, wait, before, signal } = options
  // The others read the barrier when this process does. Asking earlier would take the database's time from them.
  const first = new AbortController()
  await Promise.race([own.passing, wait(maxPauseMs, AbortSignal.any([signal, first.signal]))])
  first.abort(noReason)
  let pauseMs = firstPauseMs
  for (let looks = 1; ; looks++) {
    const behind = await persistently(options, async () => {
      await before('look')
      return await instances.countBehind(xid, own.isPassed ? ids : [])
    })
    if (behind === 0) return
    if (looks < closeLooks) continue
    await wait(pauseMs, signal)
    pauseMs = Math.min(pauseMs * growth, maxPauseMs)
  }
}

async function putUpBarrier({ write, before }: SettleOptions): Promise<string> {
  await before('barrier')
  const [row] = await write<{ xid: string }>(barrierStatement, [])
  return row?.xid ?? ''
}

/** It need not survive a crash: a crash begins a new log. */
const barrierStatement = `with barrier as (
    insert into cache.purge (tags, ack)
    select '{}', true from set_config('synchronous_commit', 'off', true) returning xid
  )
  select xid::text as xid, pg_notify('compax_cache', '') from barrier`

/** Neither step does harm if it is done twice. */
async function persistently<T>({ clock, wait, signal }: SettleOptions, work: () => Promise<T>): Promise<T> {
  const startedAt = clock()
  for (;;) {
    try {
      signal.throwIfAborted()
      return await work()
    } catch (error) {
      if (signal.aborted || clock() - startedAt >= giveUpAfterMs) throw unknownOutcome(error)
      await wait(retryMs, signal)
    }
  }
}

const unknownOutcome = (error: unknown) =>
  clientError(
    'SERVICE_UNAVAILABLE',
    'The database cannot be reached, and whether everybody sees the change is unknown. Try again, with the same idempotency key.',
    { originalError: error instanceof Error ? error : new Error(String(error)) },
  )
