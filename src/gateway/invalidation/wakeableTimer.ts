/** The pause between two catch-ups. A notice cuts it short; a notice while nothing sleeps cuts the next pause short. */
import { noReason } from './conditions.ts'
import type { Conditions } from './invalidation.ts'

export interface WakeableTimer {
  /** How often it was woken so far */
  readonly wakes: number
  wake(): void
  /** Discards earlier wakes, because the work that begins now deals with them. */
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
