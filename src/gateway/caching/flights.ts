/**
 * Equal questions in flight share one execution. If its result is still valid at the end, every request that joined
 * gets it. If not, it goes only to requests that asked before the first purge that the execution did not read. The
 * others fly again, and alone after two flights.
 */
import type { Life, SharedLife } from '../requestLife.ts'
import type { CacheEntry } from './store/entry.ts'

export interface Landing {
  /** Undefined if the flight has nothing that others could have; then each request asks for itself */
  entry: CacheEntry | undefined
  /** Whether a request that asks at this moment may get it */
  isValid: boolean
  /** Why it is not kept; undefined if it is kept */
  reason: string | undefined
  /** Sequence of the tag versions before the first read */
  sequence: number
}

interface Passenger {
  /** Sequence of the tag versions now */
  arrivedAt: number
  /** Life of the request that asks */
  life?: Life | undefined
  /** Life of the execution that it would begin: it goes on while any request that joined waits for it */
  work?: SharedLife | undefined
}

export interface Flights {
  /** Gives the result of a flight that another request began, or of a new one. */
  share(key: string, passenger: Passenger, fly: () => Promise<Landing>): Promise<Landing>
  has(key: string): boolean
  readonly size: number
}

interface Flight {
  landing: Promise<Landing>
  work: SharedLife | undefined
}

const maxJoined = 2

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
      for (let joined = 0; joined < maxJoined; joined++) {
        const flight = inFlight.get(key)
        // A flight begins in the tick of the look-up: of a thousand requests that find none, the second finds that of
        // the first. A flight that was given up lands with nothing.
        if (flight === undefined || flight.work?.reason !== undefined) return begin(key, work, fly)
        flight.work?.join(life)
        const landing = await flight.landing.catch(() => undefined) // the request that began the flight gets the error
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
