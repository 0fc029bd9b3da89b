/** What a request may be, whatever it asks for. */
import type { GraphQLError, OperationDefinitionNode } from 'graphql'
import { badUserInput, clientError } from '../errors/errors.ts'

export function batchError(size: number, maxBatchSize: number): GraphQLError | undefined {
  if (size === 0) return badUserInput('An array of requests must have at least one.')
  if (size <= maxBatchSize) return undefined
  return clientError('BATCH_TOO_LARGE', `A batch holds at most ${maxBatchSize} requests; this one has ${size}.`)
}

/** An operation that changes something must not be a link that a person can follow. */
export function assertMethod(method: 'GET' | 'POST', { operation }: { operation: OperationDefinitionNode }): void {
  if (method === 'POST' || operation.operation === 'query') return
  throw clientError('BAD_USER_INPUT', `A ${operation.operation} is sent by POST; GET is for queries.`, {
    extensions: { http: { status: 405, headers: new Map([['allow', 'POST']]) } },
  })
}
