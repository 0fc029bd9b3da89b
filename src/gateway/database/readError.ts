/** PostgreSQL's error of a failed read, as a client may see it: never a word of SQL. */
import { GraphQLError } from 'graphql'
import { badUserInput, clientError } from '../errors/errors.ts'

export function readError(error: unknown): unknown {
  if (error instanceof GraphQLError) return error
  const state = sqlState(error)
  if (state === '57014' || state === '25P04') {
    return statementTimeout(asError(error))
  }
  // Class 22: a value that passed every check of ours but is not valid for the database.
  if (state.startsWith('22')) {
    return badUserInput('A value of this request is out of range or not well-formed.')
  }
  if (isConnectionLoss(error)) {
    return clientError('SERVICE_UNAVAILABLE', 'The database cannot be reached. Try again in a moment.', {
      originalError: asError(error),
    })
  }
  return error
}

export const statementTimeout = (originalError?: Error): GraphQLError =>
  clientError('TIMEOUT', 'The database took too long. Ask for less at once, or try again.', { originalError })

/** Whether the connection failed rather than the statement: 08 connection, 57P shutdown, 53 resources. */
export function isConnectionLoss(error: unknown): boolean {
  if (/^(08|57P0|53)/.test(sqlState(error))) return true
  return /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|terminated|not queryable|timeout expired/.test(
    `${code(error)} ${asError(error).message}`,
  )
}

/** 0A000, of a prepared read: the types of its columns have changed since, so it must be prepared anew. */
export const isOutdated = (error: unknown): boolean => sqlState(error) === '0A000'

const sqlState = (error: unknown): string => (code(error).length === 5 ? code(error) : '')

const code = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
