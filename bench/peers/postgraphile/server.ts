/**
 * PostGraphile 5 with its base preset on `node:http`: every operation is one prepared statement, planned once. Its
 * explain and watch features are off, and operations are persisted.
 */
import { createServer } from 'node:http'
import { PersistedPlugin } from '@grafserv/persisted'
import { postgraphile } from 'postgraphile'
import { makePgService } from 'postgraphile/adaptors/pg'
import { grafserv } from 'postgraphile/grafserv/node'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'
import { pgSmartTags } from 'postgraphile/utils'
import { readPeerSettings } from '../shared/settings.ts'
import { computed } from './computed.ts'
import { conditions } from './conditions.ts'

const { port, databaseUrl, operations } = readPeerSettings()
const poolSize = 10

// An index makes names unique, and PostGraphile makes no field from that index. This tag declares the names unique.
const tags = pgSmartTags({
  kind: 'class',
  match: 'public.buildings',
  tags: { unique: 'name' },
})

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [PersistedPlugin, tags, computed, ...conditions],
  pgServices: [makePgService({ connectionString: databaseUrl, schemas: ['public'], poolConfig: { max: poolSize } })],
  grafast: { explain: false },
  grafserv: {
    graphqlPath: '/graphql',
    graphiql: false,
    watch: false,
    websockets: false,
    allowUnpersistedOperation: true,
    persistedOperations: operations,
    hashFromPayload: ({ extensions }) => hashOf(extensions),
  },
})

const server = createServer()
await instance.createServ(grafserv).addTo(server)
server.listen(port, '127.0.0.1')

function hashOf(extensions: unknown): string | undefined {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { sha256Hash?: string } }
  return persistedQuery?.sha256Hash
}
