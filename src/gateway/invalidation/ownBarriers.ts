/**
 * The barriers behind which this process itself waits. Whether it has passed one it knows without the database: its ear
 * need not write that down, and for its own rows nobody need ask. One has been passed when its row was read after it was
 * announced: that its writer and the ear are at the same database shows in nothing else.
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
      let isPassed = false
      const arrive = () => {
        isPassed = true
        resolve()
      }
      const barrier = {
        pass(xid: number) {
          if (own === undefined) read.add(xid)
          else if (xid === own) arrive()
          return xid === own
        },
      }
      announced.add(barrier)
      return {
        stands(xid) {
          own = xid
          if (read.has(xid)) arrive()
          read.clear()
        },
        get isPassed() {
          return isPassed
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
