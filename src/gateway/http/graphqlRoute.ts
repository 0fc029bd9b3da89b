/** `/graphql`: bodies and URLs in, answers out. What they mean is the gateway's matter. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { RequestLife } from '../requestLife.ts'
import { type Answer, isOld, type KeptBytes } from './answer.ts'
import { clientAddress } from './clientAddress.ts'
import { parseJson, readSearch } from './graphqlRequest.ts'
import { encodedTag, heldTag, lacksEncoding, represent } from './keptBytes.ts'
import { type MediaType, mediaTypeFor } from './mediaType.ts'
import { refuse } from './refusals.ts'
import { type RequestCaching, requestCaching } from './requestCaching.ts'
import { sessionToken, setSessionCookie } from './sessionToken.ts'

interface TimedAnswer extends Answer {
  sql: { statements: number; milliseconds: number }
  /** A token to set as the session cookie, null to take the cookie away */
  sessionCookie?: string | null
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it came, for what is recognised by its bytes */
    rawText?: string
    /** Monotonic */
    arrivedAtMs: number
    /** The ETag of the answer before it gets an encoding */
    bodyTag?: string
  }
}

export interface GraphqlRouteOptions {
  answer(request: {
    method: 'GET' | 'POST'
    token: string | undefined
    address: string
    mediaType: MediaType
    arrivedAtMs: number
    life: RequestLife
    caching: RequestCaching
    body: unknown
    raw: string | undefined
  }): Promise<TimedAnswer>
  /** Where a browser that opens the address is sent, if anywhere */
  sandbox: string | undefined
  corsOrigins: readonly string[]
  /** From the arrival of a request to its answer */
  requestTimeoutMs: number
}

export function registerGraphqlRoute(app: FastifyInstance, options: GraphqlRouteOptions): void {
  const { answer, sandbox, corsOrigins, requestTimeoutMs: timeoutMs } = options
  app.addContentTypeParser('application/json', { parseAs: 'string' }, async (request: FastifyRequest, body: string) => {
    if (isOtherCharset(request.headers['content-type'])) throw Object.assign(new Error(), { statusCode: 415 })
    // By its bytes: each text is another one in latin1, and equal bytes are equal texts.
    request.rawText = Buffer.from(body).toString('latin1')
    return parseJson(body, 'The body')
  })

  app.decorateRequest('arrivedAtMs', 0)
  app.addHook('onRequest', (request, _reply, done) => {
    request.arrivedAtMs = performance.now()
    done()
  })

  // Compression adds its hook to each route; this one comes after it, and sees what it chose.
  app.addHook('onRoute', (route) => {
    route.onSend = [...[route.onSend ?? []].flat(), tagEncoding]
  })

  app.get('/graphql', async (request, reply) => {
    if (sandbox !== undefined && isBrowserVisit(request)) return reply.redirect(sandbox, 303)
    return send(request, reply, 'GET', readSearch(new URLSearchParams(request.url.split('?')[1] ?? '')))
  })

  app.post('/graphql', (request, reply) => send(request, reply, 'POST', request.body))

  async function send(request: FastifyRequest, reply: FastifyReply, method: 'GET' | 'POST', body: unknown) {
    const mediaType = mediaTypeFor(request.headers.accept)
    if (mediaType === undefined) return refuse(reply, 406)
    const token = sessionToken(request, corsOrigins)
    const life = new RequestLife({ arrivedAtMs: request.arrivedAtMs, timeoutMs })
    reply.raw.once('close', () => life.leave())
    const asked = {
      method,
      token,
      address: clientAddress(request),
      mediaType,
      arrivedAtMs: request.arrivedAtMs,
      life,
      caching: requestCaching(request.method, request.headers),
      body,
      raw: method === 'GET' ? request.url : request.rawText,
    }
    const timed = await encoded(request, () => answer(asked)).finally(() => life.finish())
    if (timed.sessionCookie !== undefined) setSessionCookie(request, reply, timed.sessionCookie)
    const { statements, milliseconds } = timed.sql
    const total = performance.now() - request.arrivedAtMs
    reply.header(
      'server-timing',
      `total;dur=${total.toFixed(1)}, sql;dur=${milliseconds.toFixed(1)};desc="${statements} statements"`,
    )
    return sendAnswer(request, reply, timed)
  }
}

/** Whoever is the first to take an encoding waits for it; the answer that is old by then is made anew, and waits no more. */
async function encoded(request: FastifyRequest, answer: () => Promise<TimedAnswer>): Promise<TimedAnswer> {
  const first = await answer()
  if (!lacksOwnEncoding(first, request)) return first
  await first.encode?.()
  return isOld(first) ? await answer() : first
}

/** Other bytes are another representation, and a strong tag names one. */
function tagEncoding(request: FastifyRequest, reply: FastifyReply, _payload: unknown, done: () => void): void {
  const encoding = reply.getHeader('content-encoding')
  if (request.bodyTag !== undefined && (encoding === 'br' || encoding === 'gzip')) {
    reply.header('etag', encodedTag(request.bodyTag, encoding))
  }
  done()
}

function sendAnswer(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  const { status, headers, body, kept } = answer
  // Whatever was added for its origin stays; a short answer that is not compressed depends on these all the same.
  const vary = [reply.getHeader('vary'), 'accept', 'accept-encoding', ...varyOf(headers)]
  reply.code(status).header('vary', vary.filter((name) => name !== undefined).join(', '))
  for (const [name, value] of headers) reply.header(name, value)
  // An error, or many answers in one.
  if (!headers.has('cache-control')) reply.header('cache-control', 'no-store')
  if (kept !== undefined) return sendKept(request, reply, kept)
  if (answer.etag === undefined) return reply.send(body)
  return sendTagged(request, reply, { body, etag: answer.etag })
}

/** What was made for this request has a tag, too: the client may hold the same bytes. */
function sendTagged(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, etag }: { body: string; etag: string },
): FastifyReply {
  const { 'if-none-match': ifNoneMatch } = request.headers
  const isConditional = request.method !== 'POST' && ifNoneMatch !== undefined
  const held = isConditional ? heldTag(ifNoneMatch, { plain: etag, chosen: etag }) : undefined
  if (held !== undefined) return reply.code(304).header('etag', held).removeHeader('content-type').send()
  request.bodyTag = etag
  return reply.header('etag', etag).send(body)
}

const lacksOwnEncoding = ({ kept }: Answer, { headers }: FastifyRequest): boolean =>
  kept !== undefined && lacksEncoding(kept, headers['accept-encoding'])

function sendKept({ method, headers }: FastifyRequest, reply: FastifyReply, kept: KeptBytes): FastifyReply {
  const ifNoneMatch = method === 'POST' ? undefined : headers['if-none-match']
  const { status, encoding, etag, body } = represent(kept, { acceptEncoding: headers['accept-encoding'], ifNoneMatch })
  reply.code(status).header('etag', etag)
  if (encoding !== undefined) reply.header('content-encoding', encoding)
  // What is kept as it is stays so: in another encoding it would be other bytes under the same tag. This is how
  // `@fastify/compress` is told; an encoding `identity` does not keep it away.
  headers['x-no-compression'] = ''
  if (status === 304) reply.removeHeader('content-type')
  return status === 304 ? reply.send() : reply.send(body)
}

/** What is somebody's own differs by who asks. */
const varyOf = (headers: Map<string, string>): string[] =>
  headers.get('cache-control')?.startsWith('private') ? ['authorization', 'cookie'] : []

/** JSON is UTF-8. A text in another encoding would be read all the same, and names found by it would not be found. */
function isOtherCharset(contentType = ''): boolean {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType) ?? []
  return !/^utf-?8$/i.test(charset)
}

/** Somebody typed the address: a page is wanted, and there is no operation in it. */
const isBrowserVisit = ({ headers, url }: FastifyRequest): boolean =>
  headers.accept?.includes('text/html') === true && !url.includes('?')
