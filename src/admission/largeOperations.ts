/**
 * Large operations wait for one another, since a few at a time are all done sooner than all of them side by side: what is
 * half made of each is memory that is walked through again and again. What is not large waits for nobody.
 */
import { setTimeout } from 'node:timers/promises'
import pLimit from 'p-limit'
import { clientError } from '../errors.ts'

/** Of their costs, which are the objects that they may read */
const large = 1000
const mostAtOnce = 3
/** More wait for a database that does not answer. */
const mostWaiting = 1000
/** One that takes longer waits for something itself, and must not hold up others that may not. */
const countsForMs = 1000

/** Begins the work when there is room for it: at once for all that is not large. */
export type InRoom = <Result>(cost: number, work: () => Promise<Result>) => Promise<Result>

/** @param patience resolves when one has counted long enough */
export function createLargeOperations(patience = aSecond): InRoom {
  const limit = pLimit(mostAtOnce)
  return <Result>(cost: number, work: () => Promise<Result>) => {
    if (cost < large) return work()
    if (limit.pendingCount >= mostWaiting) return Promise.reject(tooMany())
    const { promise, resolve } = Promise.withResolvers<Result>()
    limit(() => {
      const result = work()
      resolve(result)
      const over = result.then(nothing, nothing)
      return Promise.race([over, patience()])
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
