/**
 * Apollo Server, for operations that the engine does not run: it explains errors of syntax, of validation and of variables
 * by GraphQL over HTTP, and answers introspection. What it may run was admitted before.
 */
import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import { type FormattedExecutionResult, type GraphQLSchema, getVariableValues } from 'graphql'
import type { Context } from '../../campus/context.ts'
import { maxTokens } from './compiledOperations.ts'
import { maxErrors } from './execution.ts'
import { type DoorAnswer, type FormatError, statusOf } from './resultAnswer.ts'

interface TextOperation {
  query: string
  variables: Record<string, unknown> | undefined
  operationName: string | undefined
}

export interface TextDoor {
  /** @param mediaType of the answer: one of the two of GraphQL over HTTP */
  answer(operation: TextOperation, mediaType: string, context: Context): Promise<DoorAnswer>
  close(): Promise<void>
}

export interface TextDoorOptions {
  schema: GraphQLSchema
  introspection: boolean
  /** Whether answers say what they took from the database */
  sqlExtension: boolean
  formatError: FormatError
}

export async function createTextDoor(options: TextDoorOptions): Promise<TextDoor> {
  const server = new ApolloServer<Context>({
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
      neverMutates,
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
      const text = body.string.trimEnd()
      return { status: status ?? 200, headers, body: text, hasErrors: text.startsWith('{"errors"') }
    },
    close: () => server.stop(),
  }
}

/**
 * Here nothing waits for other instances, so that a mutation must not run, whatever brought it here: only one whose variables
 * do not fit is let through, which graphql-js refuses before it runs. A plugin that listens to fields would be simpler, and
 * have Apollo Server wrap every field of the schema for good, which the engine could not run on any more.
 */
const neverMutates: ApolloServerPlugin<Context> = {
  requestDidStart: async () => ({
    async didResolveOperation({ schema, operation, request: { variables = {} } }) {
      // Of an unknown name there is no operation, whatever the type says.
      if (operation?.operation !== 'mutation') return
      const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 })
      if (coerced !== undefined) throw new Error('A mutation came to Apollo Server with variables that fit.')
    },
  }),
}

const statusPlugin: ApolloServerPlugin<Context> = {
  requestDidStart: async ({ request }) => ({
    willSendResponse: async ({ response: { body, http } }) => {
      if (body.kind !== 'single') return
      dropErrors(body.singleResult)
      http.status = statusOf(body.singleResult, http.status, request.http?.headers.get('accept'))
      if (http.status === 503) http.headers.set('retry-after', '1')
    },
  }),
}

/** As many as the engine gives, and how many there are, as far as validation has looked for them. */
function dropErrors(result: FormattedExecutionResult): void {
  const { errors = [], extensions } = result
  if (errors.length <= maxErrors) return
  Object.assign(result, {
    errors: errors.slice(0, maxErrors),
    extensions: { ...extensions, errorCount: errors.length },
  })
}

const sqlExtensionPlugin: ApolloServerPlugin<Context> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response: { body }, contextValue: { sql } }) => {
      if (body.kind !== 'single') return
      const { statements, milliseconds } = sql
      body.singleResult.extensions = { ...body.singleResult.extensions, sql: { statements, milliseconds } }
    },
  }),
}
