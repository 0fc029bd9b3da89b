/** The observer that counts: a look-up by name and a few additions for each call, without any new object. */
import { addDuration } from './durations.ts'
import type { CacheObserver, RequestObserver, SqlTotals } from './observers.ts'
import type { Tallies } from './tallies.ts'

export function createCountingObserver(tallies: Tallies): CacheObserver & RequestObserver {
  return {
    hit(tier, operation, saved) {
      const tally = tallies.of(operation)
      tally.hits[tier] += 1
      add(tally.saved, saved)
    },
    miss(operation) {
      tallies.of(operation).misses += 1
    },
    bypass(operation, reason) {
      tallies.of(operation).bypasses.count(reason)
    },
    stale(operation) {
      tallies.of(operation).staleAnswers += 1
    },
    stored(operation) {
      tallies.of(operation).stored += 1
    },
    notStored(operation, reason) {
      tallies.of(operation).notStored.count(reason)
    },
    request(operation, outcome, milliseconds, sql) {
      const tally = tallies.of(operation)
      addDuration(tally.durations[outcome], countable(milliseconds))
      add(tally.sql, sql)
    },
  }
}

function add(totals: SqlTotals, { statements, milliseconds }: SqlTotals): void {
  totals.statements += countable(statements)
  totals.milliseconds += countable(milliseconds)
}

/** One NaN makes a sum NaN for good, and prom-client would refuse to print anything any more. */
const countable = (value: number): number => (value > 0 && value < Number.POSITIVE_INFINITY ? value : 0)
