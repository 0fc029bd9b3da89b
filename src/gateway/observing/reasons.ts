/** Counts by a word. Each word is a time series of its own for whoever stores them, so those past the bound share one. */
export interface Reasons {
  count(reason: string): void
  entries(): Iterable<[reason: string, count: number]>
}

/** More than there are, and few enough for a word that was made out of somebody's input to do no harm */
const mostReasons = 32
const otherReason = 'other'

export function createReasons(): Reasons {
  const counts = new Map<string, number>()
  return {
    count(reason) {
      const kept = counts.has(reason) || counts.size < mostReasons ? reason : otherReason
      counts.set(kept, (counts.get(kept) ?? 0) + 1)
    },
    entries: () => counts,
  }
}
