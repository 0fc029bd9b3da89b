/**
 * The entries of a batch run side by side, yet what one may cost depends on what those before it took: each waits for
 * its turn to be admitted, and passes it on once it was, or failed before it came so far.
 */
export interface Turn {
  readonly mine: Promise<void>
  pass(): void
}

export function createTurns(count: number): Turn[] {
  let mine = Promise.resolve()
  return Array.from({ length: count }, () => {
    const { promise: passed, resolve: pass } = Promise.withResolvers<void>()
    const turn = { mine, pass }
    // An entry that fails at once must not let the next one overtake those before it.
    mine = mine.then(() => passed)
    return turn
  })
}
