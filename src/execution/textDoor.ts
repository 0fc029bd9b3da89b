/**
 * Apollo Server as the door for operations that come as text: it parses, validates, coerces and answers by GraphQL over
 * HTTP. It is told what may run, and adds to each answer what that took from the database.
 */
import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import type { Context } from '../context.ts'
import { type DoorAnswer, type FormatError, statusOf } from './resultAnswer.ts'

export interface TextOperation {
  query: string
  variables: Record<string, unknown> | undefined
  operationName: string | undefined
}

/** An operation that is parsed and valid, and not yet run. */
export interface ReadyOperation {
  schema: GraphQLSchema
  document: DocumentNode
  operation: OperationDefinitionNode
  variables: Record<string, unknown>
}

/** What resolvers are given, and who is asked before they run; throws to refuse. */
export interface DoorContext extends Context {
  admit(operation: ReadyOperation): Promise<void>
}

export interface TextDoor {
  /** @param mediaType of the answer: one of the two of GraphQL over HTTP */
  answer(operation: TextOperation, mediaType: string, context: DoorContext): Promise<DoorAnswer>
  close(): Promise<void>
}

export interface TextDoorOptions {
  schema: GraphQLSchema
  introspection: boolean
  /** Whether answers say what they took from the database */
  sqlExtension: boolean
  formatError: FormatError
}

/** No screen asks for more, and validation compares fields that share a name pair by pair. */
const maxTokens = 5000

export async function createTextDoor(options: TextDoorOptions): Promise<TextDoor> {
  const server = new ApolloServer<DoorContext>({
    schema: options.schema,
    introspection: options.introspection,
    hideSchemaDetailsFromClientErrors: !options.introspection,
    formatError: options.formatError,
    parseOptions: { maxTokens },
    // A text that comes again is compiled and passes by here. What Apollo counts as 30 MB of documents is several times that.
    documentStore: null,
    persistedQueries: false, // resolved before, with hashes that are always verified
    csrfPrevention: false, // POST wants application/json, which no form can send; GET only reads
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(), // it wraps every field, and half of the speed goes with that
      admissionPlugin,
      statusPlugin,
      ...(options.sqlExtension ? [sqlExtensionPlugin] : []),
    ],
  })
  await server.start()
  return {
    async answer({ query, variables, operationName }, mediaType, context) {
      const { status, headers, body } = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: 'POST',
          headers: new HeaderMap([['accept', mediaType]]),
          search: '',
          body: { query, variables: variables ?? null, operationName: operationName ?? null },
        },
        context: async () => context,
      })
      if (body.kind !== 'complete') throw new Error('Nothing here is delivered incrementally.')
      // Without the line's end, an operation has the same bytes when it comes again and is compiled.
      return { status: status ?? 200, headers, body: body.string.trimEnd() }
    },
    close: () => server.stop(),
  }
}

const admissionPlugin: ApolloServerPlugin<DoorContext> = {
  requestDidStart: async () => ({
    didResolveOperation: ({ schema, document, operation, request, contextValue }) =>
      operation === undefined
        ? Promise.resolve()
        : contextValue.admit({ schema, document, operation, variables: request.variables ?? {} }),
  }),
}

const statusPlugin: ApolloServerPlugin<DoorContext> = {
  requestDidStart: async ({ request }) => ({
    willSendResponse: async ({ response: { body, http } }) => {
      if (body.kind !== 'single') return
      http.status = statusOf(body.singleResult, http.status, request.http?.headers.get('accept'))
      if (http.status === 503) http.headers.set('retry-after', '1')
    },
  }),
}

const sqlExtensionPlugin: ApolloServerPlugin<DoorContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response: { body }, contextValue: { sql } }) => {
      if (body.kind === 'single') body.singleResult.extensions = { ...body.singleResult.extensions, sql: { ...sql } }
    },
  }),
}
