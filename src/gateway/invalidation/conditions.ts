/** Real time, and no step is held. */
import type { Conditions } from './invalidation.ts'

export const realConditions: Conditions = {
  clock: () => performance.now(),
  // The `wait` of `node:timers/promises` rejects when it is cut short, with an error and its stack, for each notice and
  // query.
  wait(ms, signal) {
    if (signal.aborted) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
    return promise
  },
  before: () => {},
}

/** The reason of waits that are cut short many times a second: without one, an exception with its stack is made. */
export const noReason = 'over'
