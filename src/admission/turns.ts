/**
 * The entries of a batch run side by side, yet what one may cost depends on what those before it took: each waits for
 * its turn to be admitted, and passes it on once it was, or failed before it came so far.
 */
export interface Turn {
  /** Undefined for who has nobody before */
  readonly mine: Promise<void> | undefined
  pass(): void
}

export function createTurns(count: number): Turn[] {
  if (count === 1) return [alone]
  let mine: Promise<void> | undefined
  return Array.from({ length: count }, () => {
    const { promise: passed, resolve: pass } = Promise.withResolvers<void>()
    const turn = { mine, pass }
    // An entry that fails at once must not let the next one overtake those before it.
    mine = mine === undefined ? passed : mine.then(() => passed)
    return turn
  })
}

const alone: Turn = { mine: undefined, pass() {} }
