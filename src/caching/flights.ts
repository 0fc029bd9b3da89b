/**
 * Equal questions in flight share one execution. What comes of it is for everybody if it is still valid at the end; if it
 * is not, only for those who arrived before anything was purged: the others fly again, and alone after two flights.
 */
import type { CacheEntry } from './store/entry.ts'

export interface Landing {
  /** Undefined when the execution failed: then everybody asks for themselves */
  entry: CacheEntry | undefined
  /** Whether it may be given to whoever asks at this moment */
  isValid: boolean
  /** Of the fence, before the first read */
  sequence: number
}

export interface Flights {
  /** The entry of a flight that somebody else began; undefined when there is none, or none that helps */
  join(key: string, arrivedAt: number): Promise<CacheEntry | undefined>
  begin(key: string, fly: () => Promise<Landing>): Promise<Landing>
  readonly size: number
}

const mostJoined = 2

export function createFlights(): Flights {
  const inFlight = new Map<string, Promise<Landing>>()
  return {
    async join(key, arrivedAt) {
      for (let joined = 0; joined < mostJoined; joined++) {
        const flight = inFlight.get(key)
        if (flight === undefined) return undefined
        const landing = await flight.catch(() => undefined) // whoever flew hears of it
        if (landing?.entry === undefined) return undefined
        if (landing.isValid || arrivedAt === landing.sequence) return landing.entry
      }
      return undefined
    },
    begin(key, fly) {
      const flight = fly().finally(() => {
        if (inFlight.get(key) === flight) inFlight.delete(key)
      })
      // One who cannot join flies alone, and is not joined either.
      if (!inFlight.has(key)) inFlight.set(key, flight)
      return flight
    },
    get size() {
      return inFlight.size
    },
  }
}
