/** Answers as HTTP sends them, and errors that need no execution to be answered. */
import type { GraphQLError } from 'graphql'
import { type ErrorCode, httpStatus } from '../errors/errors.ts'
import type { MediaType } from './mediaType.ts'

export interface Answer {
  status: number
  headers: Map<string, string>
  body: string
  /** In an array, whether any of them has */
  hasErrors: boolean
  /** Of its errors */
  codes?: readonly string[]
  /** Strong and quoted, of `body`, where the same question could get the same bytes again */
  etag?: string
  /** Bytes that are kept and sent in place of the body, in the encoding that the client takes */
  kept?: KeptBytes
  /** Resolves when it has its encodings, as far as it will */
  encode?(): Promise<void>
  /** After a wait, for what is kept: whether it may still be sent. Ask in the tick of sending. */
  isServable?(): boolean
}

export interface KeptBytes {
  readonly body: Buffer
  /** Strong and quoted, of `body` */
  readonly etag: string
  br?: Buffer
  gzip?: Buffer
}

const bodyOf = ({ kept, body }: Answer): string => kept?.body.toString() ?? body

/** The answer to a request that failed as a whole. `http` of the error's extensions is for us, not for the client. */
export function errorAnswer(error: GraphQLError, mediaType: MediaType, extensions?: object): Answer {
  const { http, ...shown } = error.extensions
  const { status, headers } = (http ?? {}) as { status?: number; headers?: Map<string, string> } // set by our own code alone
  const own = status ?? httpStatus(String(error.extensions.code) as ErrorCode)
  const retry: [string, string][] = own === 503 ? [['retry-after', '1']] : []
  return {
    status: own,
    headers: new Map([['content-type', contentType(mediaType)], ...retry, ...(headers ?? [])]),
    hasErrors: true,
    codes: [String(error.extensions.code)],
    body: JSON.stringify({
      errors: [{ message: error.message, extensions: shown }],
      ...(extensions && { extensions }),
    }),
  }
}

/** What was kept and had to wait for something has become old meanwhile. */
export const isOld = ({ isServable }: Answer): boolean => isServable?.() === false

/** One answer to an array of requests: theirs, in their order. */
export function batchAnswer(answers: Answer[], mediaType: MediaType): Answer {
  const headers = new Map([['content-type', contentType(mediaType)]])
  const hasErrors = answers.some((answer) => answer.hasErrors)
  return { status: 200, headers, body: `[${answers.map(bodyOf).join(',')}]`, hasErrors }
}

const contentType = (mediaType: MediaType): string => `${mediaType}; charset=utf-8`
