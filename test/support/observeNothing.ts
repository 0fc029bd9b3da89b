import type { CacheObserver, RequestObserver } from '../../src/gateway/observing/observers.ts'
import type { RequestLog } from '../../src/gateway/observing/requestLog.ts'

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

/** A log that writes nothing */
export const logNothing: RequestLog = { isVerbose: false, operation() {}, answered() {}, failed() {} }
