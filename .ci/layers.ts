/** Which layers of `src/` may import which: the whole rule, from the process down to the ground. */

/** What every station of the engine may import. */
const ground = [
  'gateway/errors',
  'gateway/requestLife',
  'gateway/schema/globalId',
  'gateway/tags',
  'gateway/unreadable',
]
/** What reads rows: entities and the engine's runtime build on it. */
const reads = ['gateway/database', 'gateway/loaders', 'gateway/pagination']
const halves = ['campus', 'gateway', 'postgres']
const process = ['cli', 'contract', 'sandbox', 'settings', ...halves]

/**
 * By layer: a path in `src/`, of a folder or of a file without its ending. The longest that contains a file is its layer.
 * An entry of a list permits the layer and all layers below it. A layer may always import itself, but an entity must not
 * import another one. What a station of the engine needs of another one comes as an argument; `gateway.ts` connects them.
 */
export const mayImport: Record<string, readonly string[]> = {
  bin: ['main', ...process],
  main: ['server', ...process],
  server: ['operatorRoutes', ...process],
  operatorRoutes: process,
  cli: process,
  sandbox: ground,
  contract: ground,
  settings: ['gateway/caching/store/redisUrl', 'gateway/errors'],

  campus: ['gateway'],
  'campus/context': ['gateway'],
  'campus/entities': ['campus', 'gateway', 'generated'],
  'campus/accounts': ['campus/places', 'campus/viewer', 'campus/userErrors', ...ground, ...reads, 'generated'],
  'campus/bookings': ['campus', ...ground, ...reads, 'generated'],
  'campus/places': ['campus/viewer', 'campus/userErrors', ...ground, ...reads, 'generated'],
  'campus/importing': ['campus/places', ...ground, ...reads, 'generated'],
  'campus/seeding': ['campus/accounts', 'campus/places', ...ground, ...reads, 'generated'],
  'campus/mutation': ['campus/accounts', 'campus/userErrors', ...ground],
  'campus/cacheTags': ground,
  'campus/userErrors': [],
  'campus/viewer': [],

  'gateway/gateway': ['gateway', 'campus'],
  'gateway/serving': ['gateway', 'campus'],
  'gateway/http': ground,
  'gateway/operations': ground,
  'gateway/analysis': ground,
  'gateway/admission': ['gateway/pagination', ...ground],
  'gateway/schema': ['gateway/analysis', ...ground],
  'gateway/execution': ['gateway/analysis', 'gateway/loaders', ...ground],
  'gateway/caching': ['campus/cacheTags', ...ground],
  'gateway/caching/store/redisUrl': [],
  'gateway/invalidation': ['campus/cacheTags', ...ground],
  'gateway/pagination': ['gateway/database', 'gateway/loaders', 'campus/cacheTags', ...ground],
  'gateway/loaders': ['gateway/database', ...ground],
  'gateway/database': ['generated', 'postgres/sessionSettings', ...ground],
  'gateway/observing': ground,
  'gateway/tags': ['campus/cacheTags'],
  'gateway/schema/globalId': ['gateway/errors'],
  'gateway/requestLife': ['gateway/errors'],
  'gateway/unreadable': [],
  'gateway/errors': [],

  postgres: ['gateway/errors', 'generated', 'postgres/sessionSettings'],
  'postgres/sessionSettings': [],
  generated: [],
}

/** Where the environment may be read. */
export const mayReadEnvironment: readonly string[] = ['bin', 'main']
