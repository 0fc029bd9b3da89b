/**
 * Counts by a word. Each word is a time series of its own where metrics are stored, so those past the bound share one.
 */
export interface Reasons {
  count(reason: string): void
  entries(): Iterable<[reason: string, count: number]>
}

/** More than there are, and few enough that words made out of a client's input do no harm */
const maxReasons = 32
const otherReason = 'other'

export function createReasons(): Reasons {
  const counts = new Map<string, number>()
  return {
    count(reason) {
      const kept = counts.has(reason) || counts.size < maxReasons ? reason : otherReason
      counts.set(kept, (counts.get(kept) ?? 0) + 1)
    },
    entries: () => counts,
  }
}
