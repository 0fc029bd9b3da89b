/** Errors as clients see them: a code of the contract. An error that is our own fault shows only an id. */
import { randomUUID } from 'node:crypto'
import { unwrapResolverError } from '@apollo/server/errors'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { shortEcho } from './shortEcho.ts'

/** The operation that an error belongs to, for the log */
export interface OperationName {
  /** The name that it is registered under, else `other` */
  operation: string
  hash?: string | undefined
}

export interface Failure extends OperationName {
  errorId: string
  path: GraphQLFormattedError['path']
  error: unknown
}

const unknown: OperationName = { operation: 'other' }

/** Codes of Apollo's own that stand for a malformed request. */
const malformed = new Set(['BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE', 'PERSISTED_QUERY_NOT_SUPPORTED'])

export function createErrorFormatter(log: (failure: Failure) => void) {
  /** One failed statement fails every field that waited for it. These errors share an id, and the log has it once. */
  const known = new WeakMap<object, string>()

  function errorIdOf(cause: unknown, details: OperationName & Pick<Failure, 'path'>): string {
    const object = typeof cause === 'object' && cause !== null ? cause : { cause }
    const knownId = known.get(object)
    if (knownId !== undefined) return knownId
    const errorId = randomUUID()
    known.set(object, errorId)
    log({ errorId, ...details, error: cause })
    return errorId
  }

  return (formatted: GraphQLFormattedError, error: unknown, name = unknown): GraphQLFormattedError => {
    const { http: _, stacktrace: __, scalar: ___, validationErrorCode, ...shown } = formatted.extensions ?? {}
    const code = contractCode(formatted.extensions ?? {}, error)
    if (code !== 'INTERNAL_SERVER_ERROR') {
      const message = validationErrorCode === 'INTROSPECTION_DISABLED' ? noIntrospection : inOurWords(formatted.message)
      return { ...formatted, message, extensions: { ...shown, code } }
    }
    const { path, locations } = formatted
    const errorId = errorIdOf(unwrapResolverError(error), { ...name, path })
    return {
      message: `Something went wrong on our side. When you report it, name the error ${errorId}.`,
      ...(locations === undefined ? {} : { locations }),
      ...(path === undefined ? {} : { path }),
      extensions: { code, errorId },
    }
  }
}

function contractCode(extensions: Record<string, unknown>, error: unknown): string {
  const code = String(extensions.code ?? 'INTERNAL_SERVER_ERROR')
  if (malformed.has(code)) return 'BAD_USER_INPUT'
  // A literal that no scalar can read fails validation. The same value as a variable is bad input, so it is bad input
  // here too.
  if (code === 'GRAPHQL_VALIDATION_FAILED' && extensions.scalar !== undefined) return 'BAD_USER_INPUT'
  // graphql-js gives no code to what it finds wrong with arguments while it executes.
  if (code === 'INTERNAL_SERVER_ERROR' && isArgumentError(error)) return 'BAD_USER_INPUT'
  return code
}

const isArgumentError = (error: unknown): boolean =>
  error instanceof GraphQLError &&
  error.originalError === undefined &&
  /^(Argument|Variable|Too many errors processing variables)\b/.test(error.message)

/** Apollo's own words tell the client how to configure a server that is not the client's. */
const noIntrospection = 'Introspection is off here, so `__schema` and `__type` cannot be asked for.'

/** Fields that share a name are compared pair by pair. At some point graphql-js gives up without saying more. */
const inOurWords = (message: string): string =>
  message === 'Validation aborted.'
    ? 'The operation names the same fields too many times. Ask for less at once.'
    : shortEcho(message)
