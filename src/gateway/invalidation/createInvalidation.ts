/**
 * Keeps one process's view of what was purged. It starts by itself and keeps trying until it is closed. Without the
 * database it does not hold: that is a reason why nothing is served from the cache, and not an error.
 */
import { realConditions } from './conditions.ts'
import { createInstances } from './instances.ts'
import type { Invalidation, InvalidationOptions } from './invalidation.ts'
import { LogSubscriber } from './logSubscriber.ts'
import { createOwnBarriers } from './ownBarriers.ts'
import { writePurge } from './purge.ts'
import { createPropagationWait } from './settle.ts'
import { trim, trimEveryMs } from './trim.ts'
import { createView } from './view.ts'

const silent = { info: () => {}, warn: () => {} }

export function createInvalidation({
  directUrl,
  write,
  changes,
  log = silent,
  ...given
}: InvalidationOptions): Invalidation {
  const conditions = { ...realConditions, ...given }
  const { clock, wait, before } = conditions
  const closing = new AbortController()
  const { signal } = closing
  const view = createView(clock)
  const instances = createInstances(write, clock)
  const barriers = createOwnBarriers()
  const ids: string[] = []
  const settle = createPropagationWait({ ...conditions, write, instances, barriers, ids, signal })
  const subscriber = new LogSubscriber({ ...conditions, directUrl, write, changes, view, barriers, ids, log })

  async function keepTrimming(): Promise<void> {
    for (;;) {
      await wait(trimEveryMs, signal)
      if (signal.aborted) return
      await before('trim')
      await trim(write, instances).catch((error) => log.warn(`The log of changes was not trimmed: ${error.message}.`))
    }
  }

  const trimming = keepTrimming()
  return {
    holds: () => subscriber.holds(),
    get sequence() {
      return view.versions.sequence
    },
    mark: view.mark,
    isFresh: view.versions.isFresh,
    isFreshSince: view.isFreshSince,
    now: view.now,
    settle,
    async purge(tags) {
      await writePurge(write, tags)
      await settle()
    },
    get epoch() {
      return view.epoch
    },
    get trouble() {
      return subscriber.trouble
    },
    onReset: view.onReset,
    async close() {
      closing.abort()
      await Promise.all([subscriber.close(), trimming])
    },
  }
}
