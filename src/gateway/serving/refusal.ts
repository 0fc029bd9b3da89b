/** The answer to an entry that runs nothing. */
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { Settings } from '../../settings.ts'
import type { OperationName } from '../execution/clientErrors.ts'
import { type FormatError, resultAnswer } from '../execution/resultAnswer.ts'
import { type Answer, errorAnswer } from '../http/answer.ts'
import type { MediaType } from '../http/mediaType.ts'
import type { SqlMeter } from '../loaders/scope.ts'

export interface RefusalParts {
  settings: Pick<Settings, 'production'>
  formatError: FormatError
}

export interface Refused {
  error: unknown
  /** See RefusedEntry */
  isOperation?: boolean
  mediaType: MediaType
  sql: SqlMeter
  /** For the log */
  name?: OperationName
}

export function refusal(parts: RefusalParts, { error, isOperation = false, mediaType, sql, name }: Refused): Answer {
  const { settings, formatError } = parts
  const { statements, milliseconds } = sql
  const extensions = settings.production ? undefined : { sql: { statements, milliseconds } }
  if (isOperation && error instanceof GraphQLError) {
    return resultAnswer(
      { data: undefined, errors: [error] },
      { mediaType, formatError, extensions, ...(name && { name }) },
    )
  }
  if (error instanceof GraphQLError && error.extensions.code !== undefined) {
    return errorAnswer(error, mediaType, extensions)
  }
  const formatted: GraphQLFormattedError = { message: '', extensions: { code: 'INTERNAL_SERVER_ERROR' } }
  const { message, extensions: shown } = formatError(formatted, error, name)
  return errorAnswer(new GraphQLError(message, { extensions: shown ?? {} }), mediaType, extensions)
}
