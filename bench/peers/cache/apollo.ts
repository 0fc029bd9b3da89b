/** Apollo Server with its response-cache plugin on Redis through Keyv, as its documentation sets it up. */
import { ApolloServer } from '@apollo/server'
import { ApolloServerPluginCacheControl } from '@apollo/server/plugin/cacheControl'
import createResponseCache from '@apollo/server-plugin-response-cache'
import { KeyvAdapter } from '@apollo/utils.keyvadapter'
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify'
import KeyvRedis from '@keyv/redis'
import Fastify from 'fastify'
import { Keyv } from 'keyv'
import { readCachePeerSettings } from '../shared/settings.ts'
import { createBuildings, lifetimeSeconds, schema } from './campusMap.ts'

const { port, databaseUrl, redisUrl } = readCachePeerSettings()
const app = Fastify()
// The adapter has Keyv's declarations for CommonJS, which are another class to the compiler.
const adapt = (keyv: Keyv) =>
  new KeyvAdapter<string>(keyv as unknown as NonNullable<ConstructorParameters<typeof KeyvAdapter<string>>[0]>)
const server = new ApolloServer({
  typeDefs: schema,
  resolvers: { Query: { buildings: createBuildings(databaseUrl) } },
  introspection: false,
  csrfPrevention: false,
  cache: adapt(new Keyv({ store: new KeyvRedis(redisUrl) })),
  // Persisted operations stay in memory: only answers are looked up in Redis.
  persistedQueries: { cache: adapt(new Keyv()) },
  plugins: [
    fastifyApolloDrainPlugin(app),
    ApolloServerPluginCacheControl({ defaultMaxAge: lifetimeSeconds }),
    createResponseCache(),
  ],
})
await server.start()
await app.register(fastifyApollo(server))
await app.listen({ port, host: '127.0.0.1' })
