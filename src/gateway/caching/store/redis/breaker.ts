/**
 * Whether something that may be broken is used. After a failure it is left alone for a while, longer with each further
 * failure. Then the breaker tries it by itself, so that no request loses time on finding out.
 */
import type { RemoteState } from '../remoteStore.ts'

/** Returns a function that takes the action back. */
export type Schedule = (action: () => void, ms: number) => () => void

export interface BreakerOptions {
  /** Tries whether it works; never rejects */
  attempt(): Promise<boolean>
  schedule: Schedule
  /** 0 ≤ n < 1 */
  random(): number
}

export interface Breaker {
  readonly state: RemoteState
  /**
   * Whether the first attempt after it was in use works. Undefined while it is in use, and after an attempt has failed,
   * because then it is away and not merely late once.
   */
  readonly recovery: Promise<boolean> | undefined
  failed(): void
  succeeded(): void
  stop(): void
}

/** After so many in a row earlier failures are forgotten. What works every other time is left alone ever longer. */
const successesToForget = 50

/** Begins open, and tries at once. */
export function createBreaker({ attempt, schedule, random }: BreakerOptions): Breaker {
  let state: RemoteState = 'open'
  let failures = 0
  let successes = 0
  let cancel = schedule(tryAgain, 0)
  let recovery: PromiseWithResolvers<boolean> | undefined = Promise.withResolvers()

  function failed(): void {
    if (state !== 'closed' && state !== 'half-open') return
    state = 'open'
    failures += 1
    successes = 0
    cancel = schedule(tryAgain, pauseMs(failures, random()))
  }

  async function tryAgain(): Promise<void> {
    state = 'half-open'
    const works = await attempt()
    if (state !== 'half-open') return
    if (works) state = 'closed'
    else failed()
    settle(works)
  }

  function settle(works: boolean): void {
    recovery?.resolve(works)
    recovery = undefined
  }

  return {
    get state() {
      return state
    },
    get recovery() {
      return recovery?.promise
    },
    failed() {
      if (state !== 'closed') return
      recovery = Promise.withResolvers()
      failed()
    },
    succeeded() {
      successes += 1
      if (successes === successesToForget) failures = 0
    },
    stop() {
      state = 'off'
      cancel()
      settle(false)
    },
  }
}

/**
 * 50 ms after the first failure, doubled with each further one, at most 2 s, and up to a quarter less, so that
 * instances do not come back in step. With the time that an attempt may take, recovery is found within 5 s.
 */
const pauseMs = (failures: number, random: number): number => Math.min(2000, 25 * 2 ** failures) * (1 - random / 4)
