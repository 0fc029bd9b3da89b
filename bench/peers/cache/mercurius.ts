/** Mercurius with JIT and mercurius-cache on Redis. It keeps results of resolvers: here one holds the whole answer. */
import Fastify from 'fastify'
import { Redis } from 'ioredis'
import mercurius from 'mercurius'
import mercuriusCache from 'mercurius-cache'
import { readCachePeerSettings } from '../shared/settings.ts'
import { createBuildings, lifetimeSeconds, schema } from './campusMap.ts'

const { port, databaseUrl, redisUrl, operations } = readCachePeerSettings()
const app = Fastify()
await app.register(mercurius, {
  schema,
  resolvers: { Query: { buildings: createBuildings(databaseUrl) } },
  jit: 1,
  graphiql: false,
  persistedQueryProvider: {
    ...mercurius.persistedQueryDefaults.automatic(),
    getQueryFromHash: async (hash) => operations[hash] ?? '',
  },
})
await app.register(mercuriusCache.default, {
  ttl: lifetimeSeconds,
  policy: { Query: { buildings: true } },
  storage: { type: 'redis', options: { client: new Redis(redisUrl) } },
})
await app.listen({ port, host: '127.0.0.1' })
