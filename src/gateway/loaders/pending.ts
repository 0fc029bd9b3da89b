/**
 * A value that a batch will bring. One answer of the database settles thousands of them, so they are not promises: a
 * listener is called in the same tick, in the order of asking, and a settled value is there at once. All other code may
 * treat it as a promise, because it has a `then`.
 */
export class Pending<T> implements PromiseLike<T> {
  #state: 'waiting' | 'settled' | 'failed' = 'waiting'
  #outcome: unknown = undefined
  /** Most values have one listener, and a list takes more room than all the rest. */
  #listener: (() => void) | undefined
  #others: (() => void)[] | undefined

  static of<T>(value: T): Pending<T> {
    const pending = new Pending<T>()
    pending.settle(value)
    return pending
  }

  get isWaiting(): boolean {
    return this.#state === 'waiting'
  }

  /** The value. Throws the error if the value failed, and also throws while it waits. */
  get value(): T {
    if (this.#state === 'failed') throw this.#outcome
    if (this.#state === 'waiting') throw new Error('The batch has not answered yet.')
    return this.#outcome as T // set by `settle`
  }

  settle(value: T): void {
    this.#end('settled', value)
  }

  fail(error: unknown): void {
    this.#end('failed', error)
  }

  /** Calls as soon as there is a value or an error, at once if there is one already. The listener must not throw. */
  listen(listener: () => void): void {
    if (this.#state !== 'waiting') listener()
    else if (this.#listener === undefined) this.#listener = listener
    else if (this.#others === undefined) this.#others = [listener]
    else this.#others.push(listener)
  }

  /** What becomes of the value; errors pass through. */
  map<U>(change: (value: T) => U | Pending<U>): Pending<U> {
    const changed = new Pending<U>()
    this.listen(() => changed.#follow(() => change(this.value)))
    return changed
  }

  // biome-ignore lint/suspicious/noThenProperty: this is what makes it usable wherever a promise is
  then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    this.listen(() => {
      if (this.#state === 'failed') reject(this.#outcome)
      else resolve(this.#outcome as T) // set by `settle`
    })
    return promise.then(fulfilled, rejected)
  }

  #follow(produce: () => T | Pending<T>): void {
    try {
      const produced = produce()
      if (!(produced instanceof Pending)) this.settle(produced)
      else produced.listen(() => this.#follow(() => produced.value))
    } catch (error) {
      this.fail(error)
    }
  }

  #end(state: 'settled' | 'failed', outcome: unknown): void {
    if (this.#state !== 'waiting') return
    this.#state = state
    this.#outcome = outcome
    const [listener, others] = [this.#listener, this.#others]
    this.#listener = this.#others = undefined
    listener?.()
    if (others !== undefined) for (const other of others) other()
  }
}

/** All values in order; the first error fails the whole. */
export function allOf<T>(pendings: readonly Pending<T>[]): Pending<T[]> {
  const all = new Pending<T[]>()
  let waiting = pendings.length
  const arrived = () => {
    if (--waiting > 0) return
    try {
      all.settle(pendings.map(({ value }) => value))
    } catch (error) {
      all.fail(error)
    }
  }
  if (waiting === 0) all.settle([])
  for (const pending of pendings) pending.listen(arrived)
  return all
}
