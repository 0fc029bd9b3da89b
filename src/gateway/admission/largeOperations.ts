/**
 * Large operations wait for one another, because a few at a time are all done sooner than all of them side by side:
 * half-made answers are memory that is walked through again and again. An operation that is not large never waits.
 */
import { setTimeout } from 'node:timers/promises'
import { clientError } from '../errors/errors.ts'
import type { Life } from '../requestLife.ts'

/** From this cost on an operation is large; costs are the objects that it may read */
const large = 1000
const maxAtOnce = 3
/** If more wait, the database does not answer. */
const maxWaiting = 1000
/** An operation that takes longer waits for something itself, and must not hold up others that may wait for nothing. */
const countsForMs = 1000

/**
 * Begins the work when there is room for it. Work that is not large begins at once.
 * @param life of the waiting operation: at its end the operation leaves the queue, and rejects with its reason
 */
export type LimitConcurrency = <Result>(cost: number, work: () => Promise<Result>, life?: Life) => Promise<Result>

/** @param patience resolves when an operation has counted long enough */
export function createLargeOperations(patience = aSecond): LimitConcurrency {
  const waiting = new Set<() => void>()
  let underWay = 0

  function begin<Result>(work: () => Promise<Result>): Promise<Result> {
    underWay++
    const result = work()
    const over = result.then(nothing, nothing)
    Promise.race([over, patience()]).then(() => {
      underWay--
      for (const next of waiting) if (underWay < maxAtOnce) next()
    })
    return result
  }

  return <Result>(cost: number, work: () => Promise<Result>, life?: Life) => {
    if (cost < large) return work()
    if (underWay < maxAtOnce) return begin(work)
    if (waiting.size >= maxWaiting) return Promise.reject(tooMany())
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    const leave = () => {
      waiting.delete(enter)
      forget?.()
    }
    const enter = () => {
      leave()
      begin(work).then(resolve, reject)
    }
    waiting.add(enter)
    const forget = life?.onEnd((reason) => {
      leave()
      reject(reason)
    })
    return promise
  }
}

const aSecond = (): Promise<void> => setTimeout(countsForMs, undefined, { ref: false })
const nothing = (): void => {}
const tooMany = () =>
  clientError(
    'SERVICE_UNAVAILABLE',
    'Too many large operations wait already. Try again in a moment, or ask for less at once.',
  )
