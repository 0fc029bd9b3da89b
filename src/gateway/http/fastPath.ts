/**
 * The path before the router. If a request was answered before, byte for byte, and its answer is kept, a look-up of its
 * bytes answers it. Every other request goes on to the router, whether or not its body was read already. The fast path
 * takes no request to which another rule of HTTP might apply: cookies, foreign origins, answers made for one request.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpResult, LookUp } from '../types.ts'
import { atEndOfTurn } from './endOfTurn.ts'
import { mediaTypeFor } from './mediaType.ts'
import { requestCaching } from './requestCaching.ts'
import { bearerToken } from './sessionToken.ts'

/** Finds the answer to a request by its bytes: undefined for unknown bytes, a promise if it takes a wait. */
export type LookUpResult = (raw: string, request: LookUp) => HttpResult | Promise<HttpResult | undefined> | undefined

export interface FastPathOptions {
  lookUp: LookUpResult
  /** Headers that pages of other origins may read; undefined where no origin but our own counts */
  exposedHeaders: string | undefined
  /** The router. @param body of a POST that was read already */
  next(request: IncomingMessage, response: ServerResponse, body: Buffer | undefined): void
}

export type FastPath = (request: IncomingMessage, response: ServerResponse) => void

/** A request with a larger body does not come again and again. */
const maxBodyBytes = 16 * 1024

const maxInOneText = 4096

export function createFastPath({ lookUp, exposedHeaders, next }: FastPathOptions): FastPath {
  const hasCors = exposedHeaders !== undefined
  // An answer for one origin must not be kept for another, even if no origin was named.
  const vary = hasCors ? 'Origin, accept, accept-encoding' : 'accept, accept-encoding'

  function answer(request: IncomingMessage, response: ServerResponse, { body, arrivedAtMs }: Arrived): void {
    const raw = body === undefined ? (request.url ?? '') : body.toString('latin1')
    const found = lookUp(raw, lookUpOf(request, arrivedAtMs))
    const leave = () => next(request, response, body)
    const write = (result: HttpResult | undefined) =>
      result === undefined ? leave() : writeResult(response, result, { vary, exposedHeaders })
    if (found instanceof Promise) found.then(write, leave).catch(() => response.destroy())
    else write(found)
  }

  return (request, response) => {
    if (!isPlain(request, hasCors)) return next(request, response, undefined)
    const arrivedAtMs = performance.now()
    const answerLater = (body: Buffer | undefined) =>
      atEndOfTurn(() => answer(request, response, { body, arrivedAtMs }))
    if (request.method === 'POST') readBody(request, answerLater)
    else answerLater(undefined)
  }
}

interface Arrived {
  body: Buffer | undefined
  arrivedAtMs: number
}

function isPlain({ method, url = '', headers }: IncomingMessage, hasCors: boolean): boolean {
  if (headers.cookie !== undefined || requestCaching(method, headers) === 'executed') return false
  if (hasCors && headers.origin !== undefined) return false
  if (mediaTypeFor(headers.accept) === undefined) return false
  if (method === 'GET' || method === 'HEAD') return url.startsWith('/graphql?')
  if (method !== 'POST' || url !== '/graphql' || headers.expect !== undefined) return false
  if (headers['content-encoding'] !== undefined) return false
  const length = Number(headers['content-length'])
  return length > 0 && length <= maxBodyBytes && isJson(headers['content-type'])
}

const isJson = (contentType: string | undefined): boolean =>
  contentType === 'application/json' || contentType === 'application/json; charset=utf-8'

/** A body that breaks off gets no answer, because its client is gone. */
function readBody(request: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const [only] = chunks
    done(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks))
  })
}

function lookUpOf({ method, headers }: IncomingMessage, arrivedAtMs: number): LookUp {
  return {
    token: bearerToken(headers.authorization),
    arrivedAtMs,
    mediaType: mediaTypeFor(headers.accept) ?? 'application/json',
    acceptEncoding: headers['accept-encoding'],
    ifNoneMatch: method === 'POST' ? undefined : headers['if-none-match'],
  }
}

interface CommonHeaders {
  vary: string
  exposedHeaders: string | undefined
}

function writeResult(response: ServerResponse, result: HttpResult, { vary, exposedHeaders }: CommonHeaders): void {
  const list = ['x-content-type-options', 'nosniff', 'vary', result.isPrivate ? `${vary}, authorization, cookie` : vary]
  if (exposedHeaders !== undefined) list.push('access-control-expose-headers', exposedHeaders)
  for (const [name, value] of result.headers) list.push(name, value)
  if (result.etag !== undefined) list.push('etag', result.etag)
  if (result.kind === 'notModified') {
    response.writeHead(result.status, list).end()
    return
  }
  const body = typeof result.body === 'string' ? Buffer.from(result.body) : result.body
  if (result.kind === 'bytes' && result.encoding !== undefined) list.push('content-encoding', result.encoding)
  list.push('content-type', `${result.mediaType}; charset=utf-8`, 'content-length', String(body.length))
  response.writeHead(result.status, list)
  // With its head in one text, a short answer is one write in place of a vector of two.
  if (body.length <= maxInOneText) response.end(body.toString('latin1'), 'latin1')
  else response.end(body)
}
