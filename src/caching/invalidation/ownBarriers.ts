/**
 * The barriers behind which this process itself waits. Whether it has passed one it knows without the database: its ear
 * need not write that down, and for its own rows nobody need ask. A barrier has been passed when its very row was read
 * after it was announced. A snapshot would not do: after a failover numbers are given out again.
 */
export interface OwnBarrier {
  /** Its row is written. */
  stands(xid: number): void
  readonly isPassed: boolean
  /** Resolves when it has been passed; an ear without a connection passes none. */
  readonly passing: Promise<void>
  remove(): void
}

export interface OwnBarriers {
  /** Before its row is written: the ear may read the row before the writer is told of its transaction. */
  announce(): OwnBarrier
  /** What was committed before this row is applied. Gives whether the barrier is known as one of this process. */
  pass(xid: number): boolean
}

export function createOwnBarriers(): OwnBarriers {
  const announced = new Set<{ pass(xid: number): boolean }>()
  return {
    announce() {
      const { promise, resolve } = Promise.withResolvers<void>()
      const read = new Set<number>()
      let own: number | undefined
      const isPassed = (): boolean => own !== undefined && read.has(own)
      const settleIfPassed = () => {
        if (isPassed()) resolve()
      }
      const barrier = {
        pass(xid: number) {
          read.add(xid)
          settleIfPassed()
          return xid === own
        },
      }
      announced.add(barrier)
      return {
        stands(xid) {
          own = xid
          settleIfPassed()
        },
        get isPassed() {
          return isPassed()
        },
        passing: promise,
        remove: () => void announced.delete(barrier),
      }
    },
    pass(xid) {
      let isOwn = false
      for (const barrier of announced) if (barrier.pass(xid)) isOwn = true
      return isOwn
    },
  }
}
