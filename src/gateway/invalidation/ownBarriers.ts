/**
 * The barriers behind which this process itself waits. The process knows without the database whether it has passed
 * one. Its log subscriber need not write that down, and no settle need query it for the process's own rows. A barrier
 * is passed when its row is read after it was announced, because only this shows that its writer and the listening
 * connection are at the same database.
 */
export interface OwnBarrier {
  /** Its row is written. */
  stands(xid: number): void
  readonly isPassed: boolean
  /** Resolves when it is passed. A log subscriber without a connection passes none. */
  readonly passing: Promise<void>
  remove(): void
}

export interface OwnBarriers {
  /** Call it before its row is written: the row may be read before the writer knows its transaction. */
  announce(): OwnBarrier
  /** Everything committed before this row is applied. Returns whether the barrier is one of this process. */
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
