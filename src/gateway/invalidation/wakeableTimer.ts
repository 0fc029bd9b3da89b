/** The pause between two catch-ups, which a notice cuts short; one that comes while nothing sleeps cuts short the next. */
import { noReason } from './conditions.ts'
import type { Conditions } from './invalidation.ts'

export interface WakeableTimer {
  /** How often it was woken so far */
  readonly wakes: number
  wake(): void
  /** What woke it before is dealt with by what begins now. */
  forget(): void
  sleep(ms: number): Promise<void>
}

export function createWakeableTimer(wait: Conditions['wait']): WakeableTimer {
  let wakes = 0
  let isWoken = false
  let pause = new AbortController()
  return {
    get wakes() {
      return wakes
    },
    wake() {
      wakes++
      isWoken = true
      pause.abort(noReason)
    },
    forget() {
      isWoken = false
    },
    async sleep(ms) {
      if (isWoken) return
      pause = new AbortController()
      await wait(ms, pause.signal)
      pause.abort(noReason)
    },
  }
}
