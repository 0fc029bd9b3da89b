/** How long a mutation waits until every healthy instance has heard of it: measured as one more instance among them. */
import { setTimeout } from 'node:timers/promises'
import { createInvalidation } from '../../../src/caching/invalidation/createInvalidation.ts'
import { openStatements } from '../../../src/caching/invalidation/statements.ts'

const mostReadyMs = 20_000
/** Mutations come one by one, and not in the wake of the one before. */
const pauseMs = 5
/** Before those that count, for processes that have done other things */
const warmUps = 100

/** ms, of each settle */
export async function measureSettling(databaseUrl: string, times: number): Promise<number[]> {
  const statements = openStatements(databaseUrl)
  const log = { info() {}, warn: console.warn }
  const invalidation = createInvalidation({ directUrl: databaseUrl, write: statements.write, log })
  try {
    for (const start = performance.now(); !invalidation.holds(); await setTimeout(pauseMs)) {
      if (performance.now() - start > mostReadyMs) throw new Error('The log is not heard.')
    }
    const took: number[] = []
    for (let turn = -warmUps; turn < times; turn++) {
      const start = performance.now()
      await invalidation.settle()
      if (turn >= 0) took.push(performance.now() - start)
      await setTimeout(pauseMs)
    }
    return took
  } finally {
    await invalidation.close()
    await statements.close()
  }
}
