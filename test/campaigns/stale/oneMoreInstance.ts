/** What one more instance among healthy ones sees from inside: when it has heard of a write, and how long a settle takes. */

import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'
import { nextLapse, tagMap } from '../../../src/campus/cacheTags.ts'
import { createInvalidation } from '../../../src/gateway/invalidation/createInvalidation.ts'
import type { Invalidation } from '../../../src/gateway/invalidation/invalidation.ts'
import { openStatements } from '../../../src/gateway/invalidation/statements.ts'
import { tagsOf } from '../../support/caching/tagsOf.ts'

export interface OneMoreInstance {
  /** ms, of each settle */
  measureSettling(times: number): Promise<number[]>
  /** ms from the answer to a commit until nothing older is served here, of each write of a room */
  measureHearing(client: pg.Client, room: number, times: number): Promise<number[]>
  close(): Promise<void>
}

const maxReadyMs = 20_000
/** Writes come one by one, and not in the wake of the one before. */
const pauseMs = 5
/** Before those that count: a gateway that has run for an hour is compiled */
const warmUps = 1000

export async function openOneMoreInstance(databaseUrl: string): Promise<OneMoreInstance> {
  const statements = openStatements(databaseUrl)
  let caughtUp = () => {}
  const invalidation = createInvalidation({
    changes: { tags: tagMap, nextChange: nextLapse.select },
    directUrl: databaseUrl,
    write: statements.write,
    log: { info() {}, warn: console.warn },
    before(step) {
      if (step === 'rest') caughtUp()
    },
  })
  for (const start = performance.now(); !invalidation.holds(); await setTimeout(pauseMs)) {
    if (performance.now() - start > maxReadyMs) throw new Error('The log is not heard.')
  }

  async function measure(times: number, work: () => Promise<number>): Promise<number[]> {
    const took: number[] = []
    for (let turn = -warmUps; turn < times; turn++) {
      const ms = await work()
      if (turn >= 0) took.push(ms)
      await setTimeout(pauseMs)
    }
    return took
  }

  return {
    measureSettling: (times) =>
      measure(times, async () => {
        const start = performance.now()
        await invalidation.settle()
        return performance.now() - start
      }),
    measureHearing: (client, room, times) =>
      measure(times, async () => {
        const heard = untilHeard(invalidation, tagsOf(`Space:${room}`), (check) => {
          caughtUp = check
        })
        await client.query('update spaces set floor = floor + 1 where id = $1', [room])
        const answeredAt = performance.now()
        // A notice may be faster than the answer to the commit.
        return Math.max(0, (await heard) - answeredAt)
      }),
    async close() {
      await invalidation.close()
      await statements.close()
    },
  }
}

/** Resolves with the time at which it was. */
function untilHeard(invalidation: Invalidation, tags: Int32Array, onCatchUp: (check: () => void) => void) {
  const { sequence } = invalidation
  return new Promise<number>((resolve) =>
    onCatchUp(() => {
      if (!invalidation.isFresh(tags, sequence)) resolve(performance.now())
    }),
  )
}
