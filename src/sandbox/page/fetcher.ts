/**
 * Sends an operation to the endpoint. Whatever comes back, or does not, becomes a GraphQL answer that says in words
 * what happened, since the editor shows nothing else.
 */
import { type ExecutionResult, GraphQLError } from 'graphql'
import type { SessionWatch } from './sessionWatch.ts'

interface Operation {
  query: string
  variables?: unknown
  operationName?: string | null | undefined
}

/** Never rejects. */
export type Execute = (operation: Operation, options?: { headers?: Record<string, string> }) => Promise<ExecutionResult>

export const createFetcher =
  (endpoint: URL, session: Pick<SessionWatch, 'note'>): Execute =>
  async (operation, options) => {
    const response = await send(endpoint, JSON.stringify(operation), options?.headers)
    if (typeof response === 'string') return failure(response)
    const answer = await readAnswer(endpoint, response)
    session.note(response.headers, answer)
    return answer
  }

const ownHeaders = {
  accept: 'application/graphql-response+json, application/json',
  'content-type': 'application/json',
}

/** The response, or in words why there is none. */
async function send(endpoint: URL, body: string, headers?: Record<string, string>): Promise<Response | string> {
  try {
    return await fetch(endpoint, { method: 'POST', body, headers: { ...ownHeaders, ...headers } })
  } catch (error) {
    if (isUnreachable(error)) return `${endpoint.href} does not answer. Is the gateway running?`
    return `The request could not be sent: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** All that Chromium, Firefox and Safari say of a connection that failed; a bad header gets words of its own. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof TypeError && /^(Failed to fetch$|NetworkError|Load failed)/.test(error.message)

async function readAnswer(endpoint: URL, response: Response): Promise<ExecutionResult> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    const status = `${response.status} ${response.statusText}`.trim()
    return failure(`${endpoint.pathname} answered ${status} with something that is not JSON: ${excerpt(text)}`)
  }
}

const excerpt = (text: string): string => (text.trim() === '' ? 'an empty body.' : text.trim().slice(0, 300))

const failure = (message: string): ExecutionResult => ({ errors: [new GraphQLError(message)] })
