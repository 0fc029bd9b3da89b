import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { RequestLife } from '../requestLife.ts'
import type { PreparedEntry } from './prepareEntries.ts'
import type { RequestScope } from './requestScope.ts'
import { runEntries } from './runEntries.ts'
import type { Stations } from './stations.ts'

test('the answer of a mutation is ready when its change has reached all instances', async () => {
  let propagatedAtMs = Number.NaN
  const stations = {
    settings: { production: true },
    formatError: () => ({ message: 'failed', extensions: { code: 'INTERNAL_SERVER_ERROR' } }),
    invalidation: {
      async settle() {
        await setImmediate()
        propagatedAtMs = performance.now()
      },
    },
  } as unknown as Stations // no more is asked for
  const life = new RequestLife({ arrivedAtMs: performance.now(), timeoutMs: 60_000 })
  const scope = { request: { life, mediaType: 'application/json', body: {} } } as unknown as RequestScope // as above
  const prepared = { kind: 'compiled', operation: { operation: { operation: 'mutation' } } } as unknown as PreparedEntry // as above
  const entry = { body: {}, trace: { statements: 0, milliseconds: 0 }, name: 'other', answeredAtMs: 0 }
  const answers = await runEntries(stations, scope, [{ entry, prepared }])
  life.finish()
  expect(answers).toHaveLength(1)
  expect(entry.answeredAtMs).toBeGreaterThanOrEqual(propagatedAtMs)
})
