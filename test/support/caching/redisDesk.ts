/** A Redis behind a faulty proxy, our stores in front of it, and what a test does with them again and again. */
import { expect, vi } from 'vitest'
import { openRedis, type RedisOptions, type RedisStores } from '../../../src/gateway/caching/store/redis/openRedis.ts'
import { parseRedisUrl } from '../../../src/gateway/caching/store/redis/redisUrl.ts'
import type { RemoteStore } from '../../../src/gateway/caching/store/remoteStore.ts'
import { entryOf } from './entries.ts'
import { createPauses, type Pauses } from './pauses.ts'

export interface Desk extends RedisStores {
  readonly pauses: Pauses
  readonly log: string[]
  reaches(state: RemoteStore['state']): Promise<void>
  /** Resolves when the store is connected, after any number of attempts */
  connects(): Promise<void>
  /** Resolves when the failure has been logged */
  fails(): Promise<void>
  /** Resolves when the entries are there, because the stores do not wait for a write */
  keep(...keys: string[]): Promise<void>
}

/** Deadlines so long that a test in which nothing hangs never meets one, however busy the machine. */
const patient = { connectMs: 20_000, readMs: 20_000, writeMs: 20_000, recoverMs: 20_000 }
/** For a server that never answers, where the test must see that. */
export const impatient = { connectMs: 500, readMs: 300, writeMs: 300, recoverMs: 300 }

export function openDesk(url: string, options: Partial<RedisOptions> = {}): Desk {
  const log: string[] = []
  const pauses = createPauses()
  const stores = openRedis(parseRedisUrl(url), {
    deadlines: patient,
    schedule: pauses.schedule,
    random: () => 0,
    log: { warn: (message) => log.push(message), info: (message) => log.push(message) },
    ...options,
  })
  const desk: Desk = {
    ...stores,
    pauses,
    log,
    reaches: (state) => vi.waitFor(() => expect(stores.answers.state).toBe(state), waiting),
    connects: () =>
      vi.waitFor(() => {
        pauses.end()
        expect(stores.answers.state).toBe('closed')
      }, waiting),
    fails: () => vi.waitFor(() => expect(log.at(-1)).toMatch(/^Redis is left alone for now: /), waiting),
    async keep(...keys) {
      const { counters } = stores.answers
      const done = () => counters.writes + counters.failedWrites + counters.skippedWrites
      const [before, kept] = [done(), counters.writes]
      for (const key of keys) stores.answers.set(entryOf(key), 60_000)
      await vi.waitFor(() => expect(done()).toBeGreaterThanOrEqual(before + keys.length), waiting)
      expect(counters.writes).toBeGreaterThanOrEqual(kept + keys.length)
    },
  }
  return desk
}

export const waiting = { timeout: 20_000, interval: 2 }

/**
 * A thousand reads, fifty at a time, with writes between them. Each read must get the value that belongs to its key, or
 * nothing. Returns how many were answered.
 */
export async function readAThousand(desk: Desk, keys: readonly string[]): Promise<number> {
  let found = 0
  for (let round = 0; round < 20; round += 1) {
    const asked = Array.from({ length: 50 }, (_, index) => keys[(round + index) % keys.length] ?? '')
    const answers = await Promise.all(asked.map((key) => desk.answers.get(key)))
    answers.forEach((entry, index) => {
      if (entry === undefined) return
      found += 1
      expect(entry).toEqual(entryOf(asked[index] ?? ''))
    })
    desk.answers.set(entryOf(`new${round}`), 60_000)
    await new Promise(setImmediate)
  }
  return found
}
