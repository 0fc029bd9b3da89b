/** GraphQL Yoga on `node:http`, its caches of parsed and validated documents on as they come, with persisted operations. */
import { createServer } from 'node:http'
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations'
import { createYoga } from 'graphql-yoga'
import { settings } from './builder.ts'
import { schema } from './schema.ts'

const yoga = createYoga({
  schema,
  logging: false,
  graphiql: false,
  landingPage: false,
  maskedErrors: false,
  plugins: [
    usePersistedOperations({
      allowArbitraryOperations: true,
      skipDocumentValidation: true,
      getPersistedOperation: (hash) => settings.operations[hash] ?? null,
    }),
  ],
})

createServer(yoga).listen(settings.port, '127.0.0.1')
