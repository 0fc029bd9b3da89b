/** Time as it is, and nothing held. */
import { setTimeout } from 'node:timers/promises'
import type { Conditions } from './invalidation.ts'

export const realConditions: Conditions = {
  clock: () => performance.now(),
  wait: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => {}),
  before: () => {},
}
