/** Which rooms of `src/` may import which: the whole rule, to be read from top to bottom. */

const ground = ['errors', 'generated', 'globalId', 'requestLife', 'tags', 'unreadable', 'userErrors']
const tools = ['viewer', 'pagination', 'loaders', 'database', ...ground]
const stations = ['http', 'operations', 'admission', 'caching', 'execution']
const besides = ['accounts', 'bookings', 'campus', 'contract', 'importing', 'observing', 'sandbox', 'seeding']

/**
 * By room: a folder of `src/`, or a file in it without its ending. A room may always import itself, but an entity
 * never another one. What a station needs of another comes as an argument; the gateway puts them in a row.
 */
export const mayImport: Record<string, readonly string[]> = {
  bin: ['main', 'cli', 'settings', ...stations, ...besides, ...tools],
  main: ['server', 'cli', 'gateway', 'context', 'settings', 'entities', ...stations, ...besides, ...tools],
  cli: ['settings', ...stations, ...besides, ...tools],
  server: ['gateway', 'serving', 'context', 'settings', 'entities', ...stations, ...besides, ...tools],
  gateway: ['serving', 'context', 'entities', ...stations, ...besides, ...tools],
  // What the gateway puts in a row, one operation at a time.
  serving: ['context', 'entities', 'settings', ...stations, ...besides, ...tools],
  context: tools,

  http: tools,
  operations: tools,
  admission: tools,
  caching: tools,
  execution: tools,
  entities: ['mutation', 'accounts', 'bookings', 'campus', ...tools],
  mutation: ['accounts', ...ground],

  bookings: ['accounts', 'campus', ...tools],
  accounts: ['campus', ...tools],
  contract: ground,
  importing: ['campus', ...tools],
  observing: ground,
  sandbox: ground,
  seeding: ['accounts', 'campus', ...tools],
  campus: tools,

  pagination: ['loaders', 'database', ...ground],
  loaders: ['database', ...ground],
  database: ground,
  settings: ['errors', 'redisUrl'],
  redisUrl: [],
  globalId: ['errors'],
  requestLife: ['errors'],
  tags: [],
  unreadable: [],
  userErrors: [],
  errors: [],
}

/** Where the environment may be read. */
export const mayReadEnvironment: readonly string[] = ['bin', 'main']
