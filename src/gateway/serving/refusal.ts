/** The answer to an entry that runs nothing. */
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { OperationName } from '../execution/clientErrors.ts'
import { resultAnswer } from '../execution/resultAnswer.ts'
import { errorBody } from '../http/errorBody.ts'
import type { ExecutionTrace, MediaType } from '../types.ts'
import type { MadeAnswer } from './answer.ts'
import { answerExtensions } from './extensions.ts'
import type { Stations } from './stations.ts'

export interface Refused {
  error: unknown
  /** See RefusedEntry */
  isOperation?: boolean
  mediaType: MediaType
  trace: ExecutionTrace
  /** For the log */
  name?: OperationName
}

export function refusal(
  { settings, formatError }: Pick<Stations, 'settings' | 'formatError'>,
  { error, isOperation = false, mediaType, trace, name }: Refused,
): MadeAnswer {
  const extensions = answerExtensions(settings, trace)
  if (isOperation && error instanceof GraphQLError) {
    const result = { data: undefined, errors: [error] }
    return { kind: 'made', ...resultAnswer(result, { mediaType, formatError, extensions, ...(name && { name }) }) }
  }
  if (error instanceof GraphQLError && error.extensions.code !== undefined) return failed(error, extensions)
  const formatted: GraphQLFormattedError = { message: '', extensions: { code: 'INTERNAL_SERVER_ERROR' } }
  const { message, extensions: shown } = formatError(formatted, error, name)
  return failed(new GraphQLError(message, { extensions: shown ?? {} }), extensions)
}

function failed(error: GraphQLError, extensions: object | undefined): MadeAnswer {
  return {
    kind: 'made',
    ...errorBody(error, extensions),
    hasErrors: true,
    codes: [String(error.extensions.code)],
  }
}
