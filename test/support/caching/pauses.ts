/** Pauses that end when the test says so: how long they are is the breaker's own test. */
import type { Schedule } from '../../../src/gateway/caching/store/redis/breaker.ts'

export interface Pauses {
  schedule: Schedule
  /** All that are under way */
  end(): void
}

export function createPauses(): Pauses {
  const waiting = new Set<() => void>()
  return {
    schedule(action, ms) {
      // The first attempt follows no pause.
      if (ms === 0) setImmediate(action)
      else waiting.add(action)
      return () => waiting.delete(action)
    },
    end() {
      for (const action of [...waiting]) {
        waiting.delete(action)
        action()
      }
    },
  }
}
