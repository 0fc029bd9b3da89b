/**
 * Apollo Server, for operations that the engine does not run. It explains errors of syntax, of validation and of
 * variables by GraphQL over HTTP, and answers introspection. Every operation that it may run was admitted before.
 */
import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import { type GraphQLSchema, getVariableValues } from 'graphql'
import type { OperationContext } from '../application.ts'
import type { MediaType } from '../types.ts'
import { maxTokens } from './compiledOperations.ts'
import { maxErrors } from './execution.ts'
import { codesOf, type FormatError, type ResultAnswer, statusOf } from './resultAnswer.ts'

interface TextOperation {
  query: string
  variables: Record<string, unknown> | undefined
  operationName: string | undefined
}

interface ExplainOptions {
  mediaType: MediaType
  context: OperationContext
  /** Extensions of the answer as a whole, asked for at its end */
  extensions(): object | undefined
}

export interface ApolloDoor {
  answer(operation: TextOperation, options: ExplainOptions): Promise<ResultAnswer>
  close(): Promise<void>
}

export interface ApolloDoorOptions {
  schema: GraphQLSchema
  introspection: boolean
  formatError: FormatError
}

export async function createApolloDoor(options: ApolloDoorOptions): Promise<ApolloDoor> {
  const server = new ApolloServer<OperationContext>({
    schema: options.schema,
    introspection: options.introspection,
    hideSchemaDetailsFromClientErrors: !options.introspection,
    formatError: options.formatError,
    parseOptions: { maxTokens },
    // A text that comes again is compiled and does not get here. 30 MB of documents by Apollo's count are several times
    // that.
    documentStore: null,
    persistedQueries: false, // resolved before, with hashes that are always verified
    csrfPrevention: false, // POST wants application/json, which no form can send; GET only reads
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(), // it wraps every field, and half of the speed goes with that
      neverMutates,
    ],
  })
  await server.start()
  return {
    answer: (operation, how) => explain(server, operation, how),
    close: () => server.stop(),
  }
}

async function explain(
  server: ApolloServer<OperationContext>,
  { query, variables, operationName }: TextOperation,
  { mediaType, context, extensions }: ExplainOptions,
): Promise<ResultAnswer> {
  const http = { method: 'POST', headers: new HeaderMap([['accept', mediaType]]), search: '', body: null }
  const request = { query, variables: variables ?? {}, ...(operationName !== undefined && { operationName }), http }
  const response = await server.executeOperation(request, { contextValue: context })
  if (response.body.kind !== 'single') throw new Error('Nothing here is delivered incrementally.')
  const { data, errors, extensions: own } = response.body.singleResult
  const status = statusOf({ data, errors }, response.http.status, mediaType)
  const headers = new Map(response.http.headers)
  if (status === 503) headers.set('retry-after', '1')
  // As many errors as the engine gives, and their total, as far as validation has looked for them.
  const shown = errors?.slice(0, maxErrors)
  const errorCount = errors !== undefined && errors.length > maxErrors ? { errorCount: errors.length } : undefined
  const all = { ...own, ...errorCount, ...extensions() }
  return {
    status,
    headers,
    body: JSON.stringify({ errors: shown, data, extensions: Object.keys(all).length > 0 ? all : undefined }),
    hasErrors: errors !== undefined,
    codes: codesOf(errors),
  }
}

/**
 * A mutation must not run here, because nothing here waits for other instances. Only a mutation whose variables do not
 * fit is let through, because graphql-js refuses it before it runs. A plugin that listens to fields would be simpler.
 * But Apollo Server would then wrap every field of the schema for good, and the engine could not run on the schema any
 * more.
 */
const neverMutates: ApolloServerPlugin<OperationContext> = {
  requestDidStart: async () => ({
    async didResolveOperation({ schema, operation, request: { variables = {} } }) {
      // An unknown name has no operation, whatever the type says.
      if (operation?.operation !== 'mutation') return
      const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 })
      if (coerced !== undefined) throw new Error('A mutation came to Apollo Server with variables that fit.')
    },
  }),
}
