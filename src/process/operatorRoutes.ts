/** What operators ask of a running gateway: its metrics, and that it forgets answers. */
import type { FastifyInstance } from 'fastify'
import { registerMetricsRoute } from '../gateway/http/metricsRoute.ts'
import { type PurgeRouteOptions, registerPurgeRoute } from '../gateway/http/purgeRoute.ts'
import type { Metrics } from '../gateway/observing/metrics.ts'
import type { ManifestOperation } from '../gateway/operations/manifest.ts'
import { hashesNamed } from '../gateway/operations/registeredTexts.ts'
import { readPurgeTags } from '../gateway/tags/readTag.ts'
import type { TagMap } from '../gateway/tags/tagMap.ts'
import type { Settings } from '../settings.ts'

export interface OperatorRoutes {
  settings: Pick<Settings, 'metricsToken' | 'purgeToken'>
  metrics: Metrics
  tags: TagMap
  examples: PurgeRouteOptions['examples']
  purge(tags: readonly number[]): Promise<void>
  registered: readonly ManifestOperation[]
}

export function registerOperatorRoutes(app: FastifyInstance, routes: OperatorRoutes): void {
  const { settings, metrics, tags, examples, purge, registered } = routes
  registerMetricsRoute(app, { token: settings.metricsToken, metrics })
  registerPurgeRoute(app, {
    token: settings.purgeToken,
    purge,
    examples,
    readTags: (text) => readPurgeTags(tags, text),
    hashesNamed: (name) => hashesNamed(registered, name),
  })
}
