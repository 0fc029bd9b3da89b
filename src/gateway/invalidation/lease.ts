/**
 * How long an instance may serve answers without contact to the database. A settle waits this long for a silent
 * instance, so an instance must stop by itself. It measures by its own monotonic clock, from the moment it *sent* its
 * last renewal, because no other instance can have seen the renewal before that. A renewal counts only with the
 * catch-up that follows it, which brings everything that was written while the instance was taken for dead.
 */
export const leaseMs = 1000

/** A renewal each quarter, so that three may be lost or late. */
const renewalMs = leaseMs / 4

export interface Lease {
  holds(): boolean
  isDue(): boolean
  /** The renewal that was sent at this time has been committed. */
  renewed(sentAt: number): void
  /** Everything that was committed before the catch-up was sent has been applied. */
  caughtUp(): void
  end(): void
}

export function createLease(clock: () => number): Lease {
  let deadline = Number.NEGATIVE_INFINITY
  let lastSentAt = Number.NEGATIVE_INFINITY
  let unconfirmed: number | undefined
  return {
    holds: () => clock() < deadline,
    isDue: () => clock() >= lastSentAt + renewalMs,
    renewed(sentAt) {
      lastSentAt = sentAt
      unconfirmed = sentAt
    },
    caughtUp() {
      if (unconfirmed !== undefined) deadline = unconfirmed + leaseMs
      unconfirmed = undefined
    },
    end() {
      deadline = Number.NEGATIVE_INFINITY
      lastSentAt = Number.NEGATIVE_INFINITY
      unconfirmed = undefined
    },
  }
}
