/** Answers as HTTP sends them, and errors that need no execution to be answered. */
import type { GraphQLError } from 'graphql'
import { type ErrorCode, httpStatus } from '../errors.ts'

export interface Answer {
  status: number
  headers: Map<string, string>
  body: string
}

export const graphqlResponse = 'application/graphql-response+json; charset=utf-8'
export const plainJson = 'application/json; charset=utf-8'

/** The media type that a client that sent this `Accept` reads. */
export const mediaTypeFor = (accept: string | undefined): string =>
  accept?.includes('application/graphql-response+json') ? graphqlResponse : plainJson

/** The answer to a request that failed as a whole. `http` of the error's extensions is for us, not for the client. */
export function errorAnswer(error: GraphQLError, accept: string | undefined, extensions?: object): Answer {
  const { http, ...shown } = error.extensions
  const { status, headers } = (http ?? {}) as { status?: number; headers?: Map<string, string> } // set by our own code alone
  return {
    status: status ?? httpStatus(String(error.extensions.code) as ErrorCode),
    headers: new Map([['content-type', mediaTypeFor(accept)], ...(headers ?? [])]),
    body: JSON.stringify({
      errors: [{ message: error.message, extensions: shown }],
      ...(extensions && { extensions }),
    }),
  }
}

/** One answer to an array of requests: theirs, in their order. */
export function batchAnswer(answers: Answer[]): Answer {
  const headers = new Map([['content-type', answers[0]?.headers.get('content-type') ?? plainJson]])
  return { status: 200, headers, body: `[${answers.map(({ body }) => body.trimEnd()).join(',')}]` }
}
