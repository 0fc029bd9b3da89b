/**
 * Apollo Server on Fastify, with what its documentation gives for speed: persisted queries, documents kept parsed, and
 * the cache-control plugin off, which wraps every field.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ApolloServer, type ApolloServerPlugin, type BaseContext } from '@apollo/server'
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled'
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify'
import Fastify from 'fastify'
import { GraphQLScalarType } from 'graphql'

export const typeDefs = readFileSync(join(import.meta.dirname, '../shared/schema.graphql'), 'utf8')

// Not generic in its parents: each resolver says of which it is.
// biome-ignore lint/suspicious/noExplicitAny: as Apollo Server has them
export type Resolvers = Record<string, any>

export interface ApolloOptions<Context extends BaseContext> {
  resolvers: Resolvers
  createContext(): Context
  port: number
  /** In place of what turns caching off */
  cachePlugins?: ApolloServerPlugin<Context>[]
  typeDefs?: string
}

export async function serveApollo<Context extends BaseContext>(options: ApolloOptions<Context>): Promise<void> {
  const app = Fastify()
  const server = new ApolloServer<Context>({
    typeDefs: options.typeDefs ?? typeDefs,
    resolvers: { DateTime: dateTime, ...options.resolvers },
    introspection: false,
    plugins: [fastifyApolloDrainPlugin(app), ...(options.cachePlugins ?? [ApolloServerPluginCacheControlDisabled()])],
  })
  await server.start()
  await app.register(fastifyApollo(server), { context: async () => options.createContext() })
  await app.listen({ port: options.port, host: '127.0.0.1' })
}

export const dateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  parseValue: (value) => new Date(String(value)),
  serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
})
