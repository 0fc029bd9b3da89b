import type { Invalidation } from '../../src/gateway/invalidation/invalidation.ts'

const unused = async (): Promise<never> => {
  throw new Error('Nothing is written here.')
}

/** Of a process that hears nothing of changes: no answer is kept. */
export const absentInvalidation: Invalidation = {
  holds: () => false,
  sequence: 0,
  mark: () => ({ sequence: 0, stamp: 0n, nextChangeAt: 0 }),
  isFresh: () => false,
  isFreshSince: () => false,
  now: () => Number.POSITIVE_INFINITY,
  settle: unused,
  purge: unused,
  epoch: '',
  trouble: 'starting',
  onReset: () => {},
  close: async () => {},
}
