import type { CacheObserver, RequestObserver } from '../../src/gateway/observing/observers.ts'

/** For a gateway whose figures a test does not look at. */
export const observeNothing: CacheObserver & RequestObserver = {
  hit() {},
  miss() {},
  bypass() {},
  stale() {},
  stored() {},
  notStored() {},
  request() {},
}
