/**
 * Waits until no instance can serve anything older than what is committed now. A row in the log is the barrier: what was
 * committed before it is applied wherever it is. One barrier under way and one pending serve all who wait.
 */
import { clientError } from '../../errors.ts'
import type { Instances } from './instances.ts'
import type { Conditions, Write } from './invalidation.ts'
import type { OwnAnswers } from './ownAnswers.ts'

export interface SettleOptions extends Conditions {
  write: Write
  instances: Instances
  answers: OwnAnswers
  /** Ends waiting, with a rejection */
  signal: AbortSignal
}

/** Without a pause: healthy instances are about as fast as each other, and the shortest pause would be half of what they take. */
const closeLooks = 4
const firstPauseMs = 1
/** A silent instance does not answer before its lease is over. */
const mostPauseMs = 10
/** Slowly: whoever waits is told at most a fifth too late. */
const growth = 1.2
/** The database may be restarting. */
const retryMs = 100
const giveUpAfterMs = 5000

export function createSettle(options: SettleOptions): () => Promise<void> {
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
    // What is under way may have put up its barrier before the commit that is asked about.
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
  const { write, instances, answers, wait, before, signal } = options
  const xid = await persistently(options, async () => {
    await before('barrier')
    const [row] = await write<{ xid: string }>(putUpBarrier, [])
    return row?.xid ?? ''
  })
  // Until then hardly anybody has heard of it, and asking would take the database's time from those who are to hear.
  const first = new AbortController()
  const either = AbortSignal.any([signal, first.signal])
  await Promise.race([answers.since(BigInt(xid), either), wait(mostPauseMs, either)])
  first.abort()
  let pauseMs = firstPauseMs
  for (let looks = 1; ; looks++) {
    const behind = await persistently(options, async () => {
      await before('look')
      return await instances.countBehind(xid)
    })
    if (behind === 0) return
    if (looks < closeLooks) continue
    await wait(pauseMs, signal)
    pauseMs = Math.min(pauseMs * growth, mostPauseMs)
  }
}

/** It need not survive a crash: a crash begins a new log. */
const putUpBarrier = `with barrier as (
    insert into cache.purge (tags, ack)
    select '{}', true from set_config('synchronous_commit', 'off', true) returning xid
  )
  select xid::text as xid, pg_notify('compax_cache', '') from barrier`

/** Neither step does harm when it is done twice. */
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
