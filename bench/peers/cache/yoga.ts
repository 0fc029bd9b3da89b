/**
 * GraphQL Yoga with its response cache on Redis, as its documentation sets it up. All clients share the cached answers.
 */
import { createServer } from 'node:http'
import { createRedisCache } from '@envelop/response-cache-redis'
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations'
import { useResponseCache } from '@graphql-yoga/plugin-response-cache'
import { createSchema, createYoga } from 'graphql-yoga'
import { Redis } from 'ioredis'
import { readCachePeerSettings } from '../shared/settings.ts'
import { createBuildings, lifetimeSeconds, schema } from './campusMap.ts'

const { port, databaseUrl, redisUrl, operations } = readCachePeerSettings()
const yoga = createYoga({
  schema: createSchema({ typeDefs: schema, resolvers: { Query: { buildings: createBuildings(databaseUrl) } } }),
  logging: false,
  graphiql: false,
  landingPage: false,
  plugins: [
    usePersistedOperations({
      allowArbitraryOperations: true,
      skipDocumentValidation: true,
      getPersistedOperation: (hash) => operations[hash] ?? null,
    }),
    useResponseCache({
      session: () => null,
      ttl: lifetimeSeconds * 1000,
      cache: createRedisCache({ redis: new Redis(redisUrl) }),
    }),
  ],
})

createServer(yoga).listen(port, '127.0.0.1')
