/** Which layers of `src/` may import which: the whole rule, from the process down to the ground. */

/** What every station of the engine may import. */
const ground = [
  'operatorErrors',
  'gateway/diagnostics',
  'gateway/errors',
  'gateway/requestLife',
  'gateway/schema/globalId',
  'gateway/tags',
  'gateway/unreadable',
]
/** What parts of the application build on. */
const tools = ['generated', 'gateway/database', 'gateway/loaders', 'gateway/pagination', ...ground]
const halves = ['campus', 'gateway', 'postgres', 'operatorErrors']
const top = ['cli', 'contract', 'sandbox', 'settings', ...halves]

/**
 * By layer: a path in `src/`, of a folder or of a file without its ending. The longest that contains a file is its layer.
 * An entry of a list permits the layer and all layers below it. A layer may always import itself, but an entity must not
 * import another one. What a station of the engine needs of another one comes as an argument; `gateway.ts` and the steps
 * in `serving/` connect them.
 */
export const mayImport: Record<string, readonly string[]> = {
  bin: ['main', ...top],
  main: ['server', ...top],
  server: ['process', ...top],
  process: top,
  cli: top,
  sandbox: ground,
  contract: ground,
  settings: ['gateway/caching/store/redis/redisUrl', 'operatorErrors'],
  operatorErrors: [],

  'campus/application': ['campus', 'gateway'],
  'campus/entities': ['campus', ...tools],
  'campus/bookings': ['campus/accounts', 'campus/places', 'campus/transactions', 'campus/userErrors', ...tools],
  'campus/importing': ['campus/places', 'campus/transactions', ...tools],
  'campus/seeding': ['campus/accounts', 'campus/places', ...tools],
  'campus/accounts': ['campus/places', 'campus/transactions', 'campus/userErrors', ...tools],
  'campus/places': ['campus/transactions', 'campus/userErrors', ...tools],
  'campus/mutation': ['campus/userErrors'],
  'campus/loaders': ['campus/cacheTags', ...tools],
  'campus/transactions': tools,
  'campus/cacheTags': ground,
  'campus/context': [],
  'campus/userErrors': [],
  'campus/viewer': [],

  'gateway/gateway': ['gateway'],
  'gateway/serving': ['gateway'],
  'gateway/application': [],
  'gateway/types': [],
  'gateway/http': ground,
  'gateway/operations': ground,
  'gateway/analysis': ground,
  'gateway/admission': ['gateway/analysis', 'gateway/pagination', ...ground],
  'gateway/schema': ['gateway/analysis', ...ground],
  'gateway/execution': ['gateway/analysis', 'gateway/loaders', ...ground],
  'gateway/caching': ground,
  'gateway/caching/store/redis/redisUrl': [],
  'gateway/invalidation': ground,
  'gateway/pagination': ['gateway/database', 'gateway/loaders', ...ground],
  'gateway/loaders': ['gateway/database', ...ground],
  'gateway/database': ['postgres/sessionSettings', ...ground],
  'gateway/observing': ground,
  'gateway/tags': [],
  'gateway/schema/globalId': ['gateway/errors'],
  'gateway/requestLife': ['gateway/errors'],
  'gateway/diagnostics': [],
  'gateway/unreadable': [],
  'gateway/errors': [],

  postgres: ['postgres/sessionSettings', 'generated', 'operatorErrors'],
  'postgres/sessionSettings': [],
  generated: [],
}

/** Folders that are heavy inside: what lies outside imports their door alone. Each has a page that says why. */
export const doors: Readonly<Record<string, readonly string[]>> = {
  'gateway/caching/store/redis': ['openRedis', 'redisUrl'],
  'gateway/database/lanes': ['readLanes'],
}

/** Of which other layers the engine may import types, too: it knows neither its application nor its process. */
export const engineKnows: readonly string[] = ['gateway', 'operatorErrors', 'postgres/sessionSettings']

/** Where the environment may be read. */
export const mayReadEnvironment: readonly string[] = ['bin', 'main']
