/** What is asked before the database is there: nothing is kept then, and nothing that was written can be settled. */
import { clientError } from '../errors/errors.ts'
import type { Invalidation } from './invalidation.ts'

export interface DeferredInvalidation extends Invalidation {
  /** From now on it is this one. Called once */
  begin(invalidation: Invalidation): void
}

export function deferInvalidation(): DeferredInvalidation {
  const listeners: (() => void)[] = []
  let current: Invalidation = notYet
  return {
    begin(invalidation) {
      current = invalidation
      for (const listener of listeners) invalidation.onReset(listener)
    },
    holds: () => current.holds(),
    get sequence() {
      return current.sequence
    },
    mark: () => current.mark(),
    isFresh: (tags, sequence) => current.isFresh(tags, sequence),
    isFreshSince: (tags, stamp) => current.isFreshSince(tags, stamp),
    now: () => current.now(),
    settle: () => current.settle(),
    purge: (tags) => current.purge(tags),
    get epoch() {
      return current.epoch
    },
    get trouble() {
      return current.trouble
    },
    onReset: (listener) => void listeners.push(listener),
    close: () => current.close(),
  }
}

const starting = async (): Promise<never> => {
  throw clientError('SERVICE_UNAVAILABLE', 'The gateway is starting. Try again in a moment.')
}

const notYet: Invalidation = {
  holds: () => false,
  sequence: 0,
  mark: () => ({ sequence: 0, stamp: 0n, nextLapseAt: 0 }),
  isFresh: () => false,
  isFreshSince: () => false,
  now: () => Number.POSITIVE_INFINITY,
  settle: starting,
  purge: starting,
  epoch: '',
  trouble: 'starting',
  onReset: () => {},
  close: async () => {},
}
