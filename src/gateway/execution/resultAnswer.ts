/** A result as HTTP carries it. */
import type { GraphQLError, GraphQLFormattedError } from 'graphql'
import { type ErrorCode, httpStatus } from '../errors/errors.ts'
import type { OperationName } from './clientErrors.ts'
import type { Result } from './execution.ts'

export interface ResultAnswer {
  status: number
  /** Without its content type */
  headers: Map<string, string>
  body: string
  hasErrors: boolean
  /** Codes of its errors */
  codes?: readonly string[]
}

export type FormatError = (
  formatted: GraphQLFormattedError,
  error: unknown,
  name?: OperationName,
) => GraphQLFormattedError

export interface ResultOptions {
  /** One of the two media types of GraphQL over HTTP */
  mediaType: string
  formatError: FormatError
  /** For the log */
  name?: OperationName
  extensions: object | undefined
}

export function resultAnswer({ data, errors, errorCount }: Result, options: ResultOptions): ResultAnswer {
  const { mediaType, formatError, name } = options
  const extensions = errorCount === undefined ? options.extensions : { ...options.extensions, errorCount }
  const told = errors.length === 0 ? undefined : errors.map((error) => formatError(coded(error), error, name))
  const status = statusOf({ data, errors: told ?? [] }, undefined, mediaType)
  const headers = new Map(status === 503 ? [['retry-after', '1']] : [])
  return {
    status,
    headers,
    body: JSON.stringify({ errors: told, data, extensions }),
    hasErrors: told !== undefined,
    codes: codesOf(told),
  }
}

export const codesOf = (errors: readonly GraphQLFormattedError[] = []): string[] =>
  errors.map(({ extensions }) => String(extensions?.code))

/** An error without a code is our own fault. */
function coded(error: GraphQLError): GraphQLFormattedError {
  const { code = 'INTERNAL_SERVER_ERROR', ...others } = error.extensions
  return { ...error.toJSON(), extensions: { ...others, code } }
}

interface Outcome {
  data?: object | null | undefined
  errors?: readonly GraphQLFormattedError[] | undefined
}

/**
 * GraphQL over HTTP, §6.4: with `application/json` every well-formed request gets 200, because its clients take any
 * other status for that of a proxy between. An executed operation gets 200 with either media type. Its SHOULD leaves
 * room for two exceptions: a method that is not allowed, and an answer that is null as a whole because the database is
 * away.
 */
export function statusOf({ data, errors = [] }: Outcome, status: number | undefined, mediaType?: string): number {
  const codes = errors.map(({ extensions }) => extensions?.code as ErrorCode) // all come from `formatError`
  if (data === null && codes.every((code) => code === 'SERVICE_UNAVAILABLE')) return httpStatus('SERVICE_UNAVAILABLE')
  if (data !== undefined) return 200
  if (status === 405) return status
  const own = httpStatus(codes[0] ?? 'INTERNAL_SERVER_ERROR')
  return own < 500 && mediaType === 'application/json' ? 200 : own
}
