import { type CacheMessage, hasCacheSubscribers, publishCache } from '../diagnostics.ts'
import type { CacheObserver, RequestObserver } from './observers.ts'

/** The same observer, which also publishes what the cache does on the channel `compax.cache`. */
export function publishingCache(observer: CacheObserver & RequestObserver): CacheObserver & RequestObserver {
  const publish = (message: CacheMessage) => {
    if (hasCacheSubscribers()) publishCache(message)
  }
  return {
    hit(tier, operation, saved) {
      observer.hit(tier, operation, saved)
      publish({ event: 'hit', operation, tier })
    },
    miss(operation) {
      observer.miss(operation)
      publish({ event: 'miss', operation })
    },
    bypass(operation, reason) {
      observer.bypass(operation, reason)
      publish({ event: 'bypass', operation, reason })
    },
    stale(operation) {
      observer.stale(operation)
      publish({ event: 'stale', operation })
    },
    stored(operation) {
      observer.stored(operation)
      publish({ event: 'stored', operation })
    },
    notStored(operation, reason) {
      observer.notStored(operation, reason)
      publish({ event: 'notStored', operation, reason })
    },
    request: (operation, outcome, milliseconds, sql) => observer.request(operation, outcome, milliseconds, sql),
  }
}
