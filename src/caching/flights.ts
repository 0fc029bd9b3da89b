/**
 * Equal questions in flight share one execution. What comes of it is for everybody if it is still valid at the end; if it
 * is not, only for those whose question was there before anything was purged that it did not read: the others fly again,
 * and alone after two flights.
 */
import type { CacheEntry } from './store/entry.ts'

export interface Landing {
  /** Undefined when nothing came of it that others could have: then everybody asks for themselves */
  entry: CacheEntry | undefined
  /** Whether it may be given to whoever asks at this moment */
  isValid: boolean
  /** Why it is not kept; undefined for what is */
  reason: string | undefined
  /** Of the fence, before the first read */
  sequence: number
}

export interface Flights {
  /** What comes of a flight that somebody else began, or of this one. @param arrivedAt of the fence, now */
  share(key: string, arrivedAt: number, fly: () => Promise<Landing>): Promise<Landing>
  has(key: string): boolean
  readonly size: number
}

const mostJoined = 2

export function createFlights(): Flights {
  const inFlight = new Map<string, Promise<Landing>>()

  function begin(key: string, fly: () => Promise<Landing>): Promise<Landing> {
    const flight = fly().finally(() => inFlight.delete(key))
    inFlight.set(key, flight)
    return flight
  }

  return {
    async share(key, arrivedAt, fly) {
      for (let joined = 0; joined < mostJoined; joined++) {
        const flight = inFlight.get(key)
        // In the tick of the look: of a thousand who find none, the second finds that of the first.
        if (flight === undefined) return begin(key, fly)
        const landing = await flight.catch(() => undefined) // whoever flew hears of it
        if (landing?.entry === undefined) break
        if (landing.isValid || arrivedAt <= landing.sequence) return landing
      }
      return fly()
    },
    has: (key) => inFlight.has(key),
    get size() {
      return inFlight.size
    },
  }
}
