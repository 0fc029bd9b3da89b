/** What a request may be, whatever it asks for. */
import { GraphQLError, type OperationDefinitionNode } from 'graphql'
import type { Turn } from '../admission/turns.ts'
import { badUserInput, clientError } from '../errors.ts'
import type { Result } from '../execution/compiled/execution.ts'

export function batchError(size: number, maxBatchSize: number): GraphQLError | undefined {
  if (size === 0) return badUserInput('An array of requests must have at least one.')
  if (size <= maxBatchSize) return undefined
  return clientError('BATCH_TOO_LARGE', `A batch holds at most ${maxBatchSize} requests; this one has ${size}.`)
}

/** What changes something must not be a link that somebody follows. */
export function assertMethod(method: 'GET' | 'POST', { operation }: { operation: OperationDefinitionNode }): void {
  if (method === 'POST' || operation.operation === 'query') return
  throw clientError('BAD_USER_INPUT', `A ${operation.operation} is sent by POST; GET is for queries.`, {
    extensions: { http: { status: 405, headers: new Map([['allow', 'POST']]) } },
  })
}

/** The errors of an operation that may not run, if it may not; at once where it has not to wait for its turn. */
export function refusedInTurn(turn: Turn, admit: () => void): Result | undefined | Promise<Result | undefined> {
  return turn.mine === undefined ? refused(turn, admit) : turn.mine.then(() => refused(turn, admit))
}

function refused(turn: Turn, admit: () => void): Result | undefined {
  try {
    admit()
    return undefined
  } catch (error) {
    if (error instanceof GraphQLError) return { data: undefined, errors: [error] }
    throw error
  } finally {
    turn.pass()
  }
}
