/** What an operator asks of a gateway that runs: its numbers, and that it forgets. */
import type { FastifyInstance } from 'fastify'
import type { Invalidation } from '../caching/invalidation/invalidation.ts'
import { registerMetricsRoute } from '../http/metricsRoute.ts'
import { registerPurgeRoute } from '../http/purgeRoute.ts'
import type { Metrics } from '../observing/metrics.ts'
import type { RegisteredOperation } from '../operations/persistedOperations.ts'
import type { Settings } from '../settings.ts'
import { purgeTags } from '../tags/purgeTags.ts'
import { parseTag, tagOf } from '../tags/tag.ts'
import type { OpenCache } from './openCache.ts'

export interface OperatorParts {
  settings: Settings
  metrics: Metrics
  invalidation: Invalidation
  cache: Pick<OpenCache, 'memory' | 'remote'>
  registered: readonly RegisteredOperation[]
  uncacheable: readonly { operation: string; reason: string }[]
}

export function registerOperatorRoutes(app: FastifyInstance, parts: OperatorParts): void {
  const { settings, metrics, invalidation, cache, registered, uncacheable } = parts
  const { memory, remote } = cache
  metrics.cache.memory(() => ({ entries: memory.entries, bytes: memory.bytes }))
  metrics.cache.invalidation(() => ({ purges: invalidation.sequence, trouble: invalidation.trouble }))
  metrics.cache.uncacheable(() => uncacheable)
  if (settings.redis !== undefined) {
    metrics.cache.redis(() => ({ breaker: remote.state, failures: remote.counters.failures }))
  }
  registerMetricsRoute(app, { token: settings.metricsToken, metrics })
  registerPurgeRoute(app, {
    token: settings.purgeToken,
    purge: (tags) => invalidation.purge(tags),
    readTags(text) {
      const tag = parseTag(text)
      return tag && purgeTags(tag).map(({ kind, id }) => tagOf(kind, id))
    },
    operationNamed: (name) => registered.find((operation) => operation.name === name)?.id,
  })
}
