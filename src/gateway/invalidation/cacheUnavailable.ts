/** The reason why nothing is served from the cache: a word for headers and metrics, a sentence for operators. */
export class CacheUnavailable extends Error {
  readonly word: string

  constructor(word: string, message: string) {
    super(message)
    this.word = word
  }
}

/** Any other error counts as a fault of the connection. */
export function unavailableBecause(error: unknown): CacheUnavailable {
  if (error instanceof CacheUnavailable) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new CacheUnavailable('database-unreachable', `the log of changes cannot be followed (${reason})`)
}
