/** The pause between two catch-ups, which a notice cuts short; one that came while nobody rested cuts short the next. */
import { noReason } from './conditions.ts'
import type { Conditions } from './invalidation.ts'

export interface Rest {
  /** How often it was rung so far */
  readonly rings: number
  ring(): void
  /** What was rung before is dealt with by what begins now. */
  forget(): void
  take(ms: number): Promise<void>
}

export function createRest(wait: Conditions['wait']): Rest {
  let rings = 0
  let rung = false
  let nap = new AbortController()
  return {
    get rings() {
      return rings
    },
    ring() {
      rings++
      rung = true
      nap.abort(noReason)
    },
    forget() {
      rung = false
    },
    async take(ms) {
      if (rung) return
      nap = new AbortController()
      await wait(ms, nap.signal)
      nap.abort(noReason)
    },
  }
}
