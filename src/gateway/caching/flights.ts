/**
 * Equal questions in flight share one execution. What comes of it is for everybody if it is still valid at the end; if it
 * is not, only for those whose question was there before anything was purged that it did not read: the others fly again,
 * and alone after two flights.
 */
import type { Life, SharedLife } from '../requestLife.ts'
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

interface Passenger {
  /** Of the fence, now */
  arrivedAt: number
  /** Of the request that asks */
  life?: Life | undefined
  /** Of what it would fly: it is carried on as long as any of those who joined waits for it */
  work?: SharedLife | undefined
}

export interface Flights {
  /** What comes of a flight that another request began, or of this one. */
  share(key: string, passenger: Passenger, fly: () => Promise<Landing>): Promise<Landing>
  has(key: string): boolean
  readonly size: number
}

interface Flight {
  landing: Promise<Landing>
  work: SharedLife | undefined
}

const mostJoined = 2

export function createFlights(): Flights {
  const inFlight = new Map<string, Flight>()

  function begin(key: string, work: SharedLife | undefined, fly: () => Promise<Landing>): Promise<Landing> {
    const landing = fly().finally(() => {
      if (inFlight.get(key) === flight) inFlight.delete(key)
    })
    const flight = { landing, work }
    inFlight.set(key, flight)
    return landing
  }

  return {
    async share(key, { arrivedAt, life, work }, fly) {
      for (let joined = 0; joined < mostJoined; joined++) {
        const flight = inFlight.get(key)
        // In the tick of the look: of a thousand who find none, the second finds that of the first.
        // One that was given up lands with nothing.
        if (flight === undefined || flight.work?.reason !== undefined) return begin(key, work, fly)
        flight.work?.join(life)
        const landing = await flight.landing.catch(() => undefined) // the one that flew hears of it
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
