/** What operators ask of a running gateway: its metrics, and that it forgets answers. */
import type { FastifyInstance } from 'fastify'
import type { Invalidation } from '../caching/invalidation/invalidation.ts'
import { registerMetricsRoute } from '../http/metricsRoute.ts'
import { registerPurgeRoute } from '../http/purgeRoute.ts'
import type { Metrics } from '../observing/metrics.ts'
import type { ManifestOperation } from '../operations/manifest.ts'
import { hashesNamed } from '../operations/registeredTexts.ts'
import type { Settings } from '../settings.ts'
import { readPurgeTags } from '../tags/readTag.ts'
import type { OpenCache } from './openCache.ts'

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
