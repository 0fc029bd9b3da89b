/** What operators ask of a running gateway: its metrics, and that it forgets answers. */
import type { FastifyInstance } from 'fastify'
import type { OpenCache } from './gateway/caching/openCache.ts'
import { registerMetricsRoute } from './gateway/http/metricsRoute.ts'
import { registerPurgeRoute } from './gateway/http/purgeRoute.ts'
import type { Invalidation } from './gateway/invalidation/invalidation.ts'
import type { Metrics } from './gateway/observing/metrics.ts'
import type { ManifestOperation } from './gateway/operations/manifest.ts'
import { hashesNamed } from './gateway/operations/registeredTexts.ts'
import { readPurgeTags } from './gateway/tags/readTag.ts'
import type { Settings } from './settings.ts'

export interface OperatorRooms {
  settings: Settings
  metrics: Metrics
  invalidation: Invalidation
  registered: readonly ManifestOperation[]
}

export function registerOperatorRooms(app: FastifyInstance, rooms: OperatorRooms): void {
  const { settings, metrics, invalidation, registered } = rooms
  registerMetricsRoute(app, { token: settings.metricsToken, metrics })
  registerPurgeRoute(app, {
    token: settings.purgeToken,
    purge: (tags) => invalidation.purge(tags),
    readTags: readPurgeTags,
    hashesNamed: (name) => hashesNamed(registered, name),
  })
}

export interface WatchedCache {
  settings: Settings
  invalidation: Invalidation
  cache: OpenCache
}

export function watchCache({ cache: watch }: Metrics, { settings, invalidation, cache }: WatchedCache): void {
  const { memory, remote } = cache
  watch.memory(() => memory)
  watch.invalidation(() => ({ purges: invalidation.sequence, trouble: invalidation.trouble }))
  if (settings.redis === undefined) return
  watch.redis(() => {
    const { failures: read, failedWrites: write, unreadable } = remote.counters
    return { breaker: remote.state, failures: { read, write, unreadable } }
  })
}
