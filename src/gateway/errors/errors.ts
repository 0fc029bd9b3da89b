/**
 * Every error that a client can meet. An error that is not made here is a defect. It reaches clients only as
 * INTERNAL_SERVER_ERROR with the id under which the log has the rest.
 */
import { GraphQLError, type GraphQLErrorOptions } from 'graphql'

/** `errors[].extensions.code`, the whole list. */
export type ErrorCode =
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'BAD_USER_INPUT'
  | 'BAD_CURSOR'
  | 'PAGE_SIZE_EXCEEDED'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  | 'OPERATION_NOT_REGISTERED'
  | 'OPERATION_TOO_DEEP'
  | 'OPERATION_TOO_COSTLY'
  | 'ANSWER_TOO_LARGE'
  | 'BATCH_TOO_LARGE'
  | 'RATE_LIMITED'
  | 'TIMEOUT'
  | 'SERVICE_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR'

/** The HTTP status of a request that fails as a whole with this code, where it is not 400. */
const statusByCode: Partial<Record<ErrorCode, number>> = {
  OPERATION_NOT_REGISTERED: 403,
  FORBIDDEN: 403,
  ANSWER_TOO_LARGE: 422,
  RATE_LIMITED: 429,
  TIMEOUT: 504,
  SERVICE_UNAVAILABLE: 503,
  INTERNAL_SERVER_ERROR: 500,
}

export const httpStatus = (code: ErrorCode): number => statusByCode[code] ?? 400

/** An error meant for the client: its message says what to do and holds nothing of ours. */
export function clientError(code: ErrorCode, message: string, options: GraphQLErrorOptions = {}): GraphQLError {
  return new GraphQLError(message, { ...options, extensions: { code, ...options.extensions } })
}

/** Also for a client whose account was deleted during its request. */
export const unauthenticated = (): GraphQLError =>
  clientError('UNAUTHENTICATED', 'Sign in first: send `Authorization: Bearer` with the token that `signIn` gave.')

export const badUserInput = (message: string): GraphQLError => clientError('BAD_USER_INPUT', message)

/**
 * Clients of Apollo's protocol know these two by their messages, because Apollo's for iOS and Kotlin and urql look at
 * nothing else. So the messages are the protocol's to the letter, and the hint is for people.
 */
const persistedQueryError = (code: ErrorCode, message: string, { hint, status }: { hint: string; status: number }) =>
  clientError(code, message, { extensions: { hint, http: { status } } })

/** A client of the protocol sends the text with the hash then. */
export const persistedQueryNotFound = (status: number): GraphQLError =>
  persistedQueryError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', {
    hint: 'No operation is known by this hash. Send its text with it, once.',
    status,
  })

/** A client of the protocol sends texts alone from then on. */
export const persistedQueryNotSupported = (status: number): GraphQLError =>
  persistedQueryError('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported', {
    hint: 'Hashes cannot be looked up at the moment. Send the text.',
    status,
  })
