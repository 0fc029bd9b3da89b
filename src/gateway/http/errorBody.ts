/** The answer to a request that failed as a whole. */
import type { GraphQLError } from 'graphql'
import { type ErrorCode, httpStatus } from '../errors/errors.ts'

export interface ErrorBody {
  status: number
  /** Without its content type */
  headers: Map<string, string>
  body: string
}

/** The `http` extension of an error is for the gateway, not for the client. */
export function errorBody(error: GraphQLError, extensions?: object): ErrorBody {
  const { http, ...shown } = error.extensions
  const { status, headers } = (http ?? {}) as { status?: number; headers?: Map<string, string> } // set by our own code alone
  const own = status ?? httpStatus(String(error.extensions.code) as ErrorCode)
  const retry: [string, string][] = own === 503 ? [['retry-after', '1']] : []
  return {
    status: own,
    headers: new Map([...retry, ...(headers ?? [])]),
    body: JSON.stringify({
      errors: [{ message: error.message, extensions: shown }],
      ...(extensions && { extensions }),
    }),
  }
}
