/**
 * In front of the router: a request that was answered before, byte for byte, and whose answer is kept, is answered by a
 * look-up of its bytes. Everything else goes on as if nobody had looked, its body read already or not. It takes no
 * request that a rule of HTTP might say more about: cookies on a POST, foreign origins, answers made for one request.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { KeptBytes } from './answer.ts'
import { atEndOfTurn } from './endOfTurn.ts'
import { lacksEncoding, represent } from './keptBytes.ts'
import { mediaTypeFor } from './mediaType.ts'
import { requestCaching } from './requestCaching.ts'
import { bearerToken } from './sessionToken.ts'

/** An answer that may be sent at this moment */
export interface KeptAnswer {
  kept: KeptBytes
  headers: [name: string, value: string][]
  /** Resolves when it has its encodings, as far as it will */
  encode(): Promise<void>
  /** Whether it may be sent after a wait, too */
  isServable(): boolean
}

/** What was sent before by these bytes: undefined, or a promise of it, where that takes a look elsewhere */
export type FindKept = (raw: string, by: Asker) => KeptAnswer | Promise<KeptAnswer | undefined> | undefined

interface Asker {
  token: string | undefined
  /** Monotonic */
  arrivedAtMs: number
}

export interface FrontDoorOptions {
  find: FindKept
  /** Headers that pages of other origins may read; undefined where no origin but our own counts */
  exposedHeaders: string | undefined
  /** The router. @param body of a POST that was read already */
  goOn(request: IncomingMessage, response: ServerResponse, body: Buffer | undefined): void
}

export type FrontDoor = (request: IncomingMessage, response: ServerResponse) => void

/** More is no request that comes again and again. */
const longestBody = 16 * 1024

const mostInOneText = 4096

export function createFrontDoor({ find, exposedHeaders, goOn }: FrontDoorOptions): FrontDoor {
  const hasCors = exposedHeaders !== undefined
  // What is said to one origin is not to be kept for another, also where none was named.
  const vary = hasCors ? 'Origin, accept, accept-encoding' : 'accept, accept-encoding'

  function answer(request: IncomingMessage, response: ServerResponse, { body, arrivedAtMs }: Arrived): void {
    const raw = body === undefined ? (request.url ?? '') : body.toString('latin1')
    const found = find(raw, { token: bearerToken(request.headers.authorization), arrivedAtMs })
    const leave = () => goOn(request, response, body)
    const sendFound = (kept: KeptAnswer | undefined) => {
      if (kept === undefined) return leave()
      const sendNow = () => send(request, response, { ...kept, vary, exposedHeaders })
      if (!lacksEncoding(kept.kept, request.headers['accept-encoding'])) return sendNow()
      kept
        .encode()
        .then(() => (kept.isServable() ? sendNow() : leave()))
        .catch(() => response.destroy())
    }
    if (found instanceof Promise) found.then(sendFound, leave).catch(() => response.destroy())
    else sendFound(found)
  }

  return (request, response) => {
    if (!isPlain(request, hasCors)) return goOn(request, response, undefined)
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
  return length > 0 && length <= longestBody && isJson(headers['content-type'])
}

const isJson = (contentType: string | undefined): boolean =>
  contentType === 'application/json' || contentType === 'application/json; charset=utf-8'

/** A body that breaks off is answered by nobody: whoever sent it is gone. */
function readBody(request: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const [only] = chunks
    done(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks))
  })
}

function send(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  {
    kept,
    headers: own,
    vary: always,
    exposedHeaders,
  }: KeptAnswer & { vary: string; exposedHeaders: string | undefined },
): void {
  const ifNoneMatch = method === 'POST' ? undefined : headers['if-none-match']
  const { status, encoding, etag, body } = represent(kept, { acceptEncoding: headers['accept-encoding'], ifNoneMatch })
  const list = ['x-content-type-options', 'nosniff', 'etag', etag]
  if (exposedHeaders !== undefined) list.push('access-control-expose-headers', exposedHeaders)
  let vary = always
  for (const [name, value] of own) {
    list.push(name, value)
    if (name === 'cache-control' && value.startsWith('private')) vary = `${always}, authorization, cookie`
  }
  list.push('vary', vary)
  if (encoding !== undefined) list.push('content-encoding', encoding)
  if (body !== undefined) {
    const type = mediaTypeFor(headers.accept) ?? 'application/json'
    list.push('content-type', `${type}; charset=utf-8`, 'content-length', String(body.length))
  }
  response.writeHead(status, list)
  // With its head in one text a short answer is one write in place of a vector of two.
  if (body !== undefined && body.length <= mostInOneText) response.end(body.toString('latin1'), 'latin1')
  else response.end(body)
}
