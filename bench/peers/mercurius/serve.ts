/** Mercurius with what its documentation gives for speed: JIT from the first request on, and persisted queries. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import mercurius from 'mercurius'
import { readPeerSettings } from '../shared/settings.ts'
import { createLoaders } from './loaders.ts'
import type { Read } from './read.ts'
import { createResolvers } from './resolvers.ts'

const schema = readFileSync(join(import.meta.dirname, '../shared/schema.graphql'), 'utf8')

export async function serveMercurius(
  createRead: (databaseUrl: string) => Read,
  extend: (app: FastifyInstance) => Promise<void> = async () => {},
): Promise<void> {
  const { port, databaseUrl, operations } = readPeerSettings()
  const read = createRead(databaseUrl)
  const app = Fastify()
  const automatic = mercurius.persistedQueryDefaults.automatic()
  await app.register(mercurius, {
    schema,
    // Their parents are rows, which its types for resolvers and loaders do not know of.
    resolvers: createResolvers(read) as mercurius.MercuriusOptions['resolvers'] & object,
    loaders: createLoaders(read),
    jit: 1,
    graphiql: false,
    persistedQueryProvider: { ...automatic, getQueryFromHash: async (hash) => operations[hash] ?? '' },
  })
  await extend(app)
  await app.listen({ port, host: '127.0.0.1' })
}
