/**
 * How long the gateway waits for a request: until its deadline, which counts from its arrival, or until its client has
 * gone. All work on behalf of a request takes its life as an argument and gives up when it ends. A mutation that has
 * begun goes on: only its answer is given up.
 */
import { GraphQLError } from 'graphql'
import { clientError } from './errors/errors.ts'

export interface Life {
  /** Why the answer is waited for no more; undefined while it is waited for */
  readonly reason: Error | undefined
  /** Calls the listener at the end, or at once after it. @returns a function that takes the listener away */
  onEnd(listener: EndListener): () => void
}

type EndListener = (reason: Error) => void

/** Ends at most once. */
class Ending implements Life {
  reason: Error | undefined
  readonly #listeners = new Set<EndListener>()

  onEnd(listener: EndListener): () => void {
    if (this.reason !== undefined) listener(this.reason)
    else this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  end(reason: Error): void {
    if (this.reason !== undefined) return
    this.reason = reason
    for (const listener of this.#listeners) listener(reason)
    this.#listeners.clear()
  }
}

export interface RequestTimes {
  /** Monotonic */
  arrivedAtMs: number
  timeoutMs: number
}

export class RequestLife extends Ending {
  readonly timeoutMs: number
  /** Without the client: for work that is done even if the client has gone */
  readonly deadline: Life
  readonly #deadline = new Ending()
  readonly #timer: NodeJS.Timeout
  #isAnswered = false

  constructor({ arrivedAtMs, timeoutMs }: RequestTimes) {
    super()
    this.timeoutMs = timeoutMs
    this.deadline = this.#deadline
    const leftMs = arrivedAtMs + timeoutMs - performance.now()
    this.#timer = setTimeout(() => this.#passDeadline(), Math.max(leftMs, 0)).unref()
  }

  /** Its client has closed. */
  leave(): void {
    if (!this.#isAnswered) this.end(new ClientGone())
  }

  /** The answer is made: from now on nothing ends this life, and work that still runs on its behalf may go on. */
  finish(): void {
    this.#isAnswered = true
    clearTimeout(this.#timer)
  }

  #passDeadline(): void {
    const reason = queryTimeout(this.timeoutMs)
    this.#deadline.end(reason)
    this.end(reason)
  }
}

/**
 * The result of the work, or a rejection for the reason of the end. The rejection comes a turn after the end, because
 * work that gives up at the end may still have an answer. If nothing waits for the work, its failure is ignored.
 */
export function untilEnd<T>(life: Life, work: Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const forget = life.onEnd((reason) => void setImmediate(reject, reason))
  work.then(resolve, reject).finally(forget)
  return promise
}

/** For work that several requests wait for: it ends when none of them waits any more, for the reason of the last. */
export class SharedLife extends Ending {
  #waiting = 0

  constructor(first?: Life) {
    super()
    this.join(first)
  }

  /** Call it before this life has ended. Without a life, the work is waited for until it is done. */
  join(life: Life | undefined): void {
    this.#waiting++
    life?.onEnd((reason) => {
      if (--this.#waiting === 0) this.end(reason)
    })
  }
}

/** A mutation up to its first transaction: a deadline that passes before refuses it, a later one does not. */
export class MutationStart {
  readonly #life: RequestLife
  #hasBegun = false

  constructor(life: RequestLife) {
    this.#life = life
  }

  get hasBegun(): boolean {
    return this.#hasBegun
  }

  /** Call it before anything is changed. Throws TIMEOUT when the deadline has passed. */
  begin(): void {
    this.assertInTime()
    this.#hasBegun = true
  }

  /** Throws the same error, and begins nothing. */
  assertInTime(): void {
    if (!this.#hasBegun && this.#life.deadline.reason !== undefined) throw this.timeout({ isRepeatable: false })
  }

  /** What its client gets at the deadline. @param isRepeatable whether it carries an idempotency key */
  timeout({ isRepeatable }: { isRepeatable: boolean }): GraphQLError {
    const tooLong = `The request took longer than ${this.#life.timeoutMs} ms`
    if (!this.#hasBegun) return clientError('TIMEOUT', `${tooLong}, and nothing was changed. Try again.`)
    const advice = isRepeatable
      ? 'It is safe to send it again with the same idempotencyKey.'
      : 'Look at what is there before you send it again.'
    return clientError('TIMEOUT', `${tooLong}. The change may have been made. ${advice}`)
  }
}

/** No client reads it: it gives up the work that was asked for. */
export class ClientGone extends GraphQLError {
  constructor() {
    super('The client has closed before the answer was there.', { extensions: { code: 'TIMEOUT' } })
  }
}

const queryTimeout = (timeoutMs: number): GraphQLError =>
  clientError('TIMEOUT', `The request took longer than ${timeoutMs} ms. Ask for less at once, or try again.`)
