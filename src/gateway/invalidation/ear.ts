/**
 * Follows the log for as long as the process runs, on one connection at a time. Whatever goes wrong ends the lease at
 * once, and everything begins again on another connection; what is in memory is kept where the log still tells of all that
 * was missed.
 */
import { openEarLine } from './earLine.ts'
import { follow } from './follow.ts'
import type { ChangeSource, Conditions, Log, Write } from './invalidation.ts'
import { createLease } from './lease.ts'
import type { OwnBarriers } from './ownBarriers.ts'
import { createRest } from './rest.ts'
import { Trouble, troubleOf } from './trouble.ts'
import type { View } from './view.ts'

export interface Ear {
  holds(): boolean
  readonly trouble: string | undefined
  close(): Promise<void>
}

export interface EarOptions extends Conditions {
  directUrl: string
  write: Write
  changes: ChangeSource
  view: View
  barriers: OwnBarriers
  /** The process's rows among the instances, of this and earlier connections, as far as they may still be there */
  ids: string[]
  log: Log
}

const reconnectMs = 50
const mostReconnectMs = 1000
const bellMs = 2000

export function createEar(options: EarOptions): Ear {
  const { directUrl, write, log, clock, wait, before } = options
  const lease = createLease(clock)
  const rest = createRest(wait)
  const closing = new AbortController()
  let trouble: Trouble | undefined = new Trouble('starting', 'the log of changes is not loaded yet')
  let pauseMs = reconnectMs

  function lose(error: unknown): void {
    lease.end()
    rest.ring()
    if (closing.signal.aborted) return
    const cause = troubleOf(error)
    if (trouble?.message !== cause.message) log.warn(`No answers are served from the cache: ${cause.message}.`)
    trouble = cause
  }

  function regain(): void {
    if (trouble?.word !== 'starting') log.info('Answers are served from the cache again.')
    trouble = undefined
    pauseMs = reconnectMs
  }

  /** A notice that is rung where writers are must be heard here. */
  async function testBell(): Promise<void> {
    const before = rest.rings
    await write("select pg_notify('compax_cache', '')", []).catch(() => {})
    await wait(bellMs, closing.signal)
    if (rest.rings > before || closing.signal.aborted) return
    log.warn('Notices of changes are not heard, which then take 25 ms: is there a pooler at DATABASE_DIRECT_URL?')
  }

  /** Resolves when it was closed. */
  async function live(): Promise<void> {
    let loss: unknown
    await before('connect')
    const line = await openEarLine(
      directUrl,
      {
        onNotice: rest.ring,
        onLoss(error) {
          if (loss === undefined) lose(error)
          loss ??= error
        },
      },
      options,
    )
    try {
      const follower = await follow({ ...options, line, lease, rest })
      regain()
      void testBell()
      while (!closing.signal.aborted) await follower.catchUp()
      lease.end()
      await follower.leave()
    } catch (error) {
      throw loss ?? error
    } finally {
      lease.end()
      loss ??= 'of no interest any more'
      if (closing.signal.aborted) await line.close()
      else line.destroy()
    }
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      await live().catch(lose)
      await wait(pauseMs, closing.signal)
      pauseMs = Math.min(pauseMs * 2, mostReconnectMs)
    }
  }

  const running = run()
  const holds = (): boolean => !closing.signal.aborted && lease.holds()
  return {
    holds,
    get trouble() {
      return holds() ? undefined : (trouble?.word ?? 'lease-over')
    },
    async close() {
      closing.abort()
      lease.end()
      rest.ring()
      await running
    },
  }
}
