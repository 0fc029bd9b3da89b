/**
 * How long things took, as counts between bounds. The bounds reach from an answer out of memory to the statement
 * timeout. Each is 2 to 2.5 times the one before, so that a quantile read from them is never further off than that.
 */
export const durationBoundsMs: readonly number[] = [
  0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000,
]

export interface Durations {
  count: number
  totalMs: number
  /** By bound, then those beyond the last one */
  readonly counts: Float64Array
}

export const noDurations = (): Durations => ({
  count: 0,
  totalMs: 0,
  counts: new Float64Array(durationBoundsMs.length + 1),
})

export function addDuration(durations: Durations, milliseconds: number): void {
  let place = 0
  while (place < durationBoundsMs.length && milliseconds > (durationBoundsMs[place] ?? 0)) place += 1
  durations.count += 1
  durations.totalMs += milliseconds
  durations.counts[place] = (durations.counts[place] ?? 0) + 1
}
