/** `/graphql`: takes bodies and URLs, gives results. Only the gateway knows their meaning. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { RequestLife } from '../requestLife.ts'
import type { GatewayRequest, HttpResult } from '../types.ts'
import { clientAddress } from './clientAddress.ts'
import { parseJson, readSearch } from './graphqlRequest.ts'
import { mediaTypeFor } from './mediaType.ts'
import { refuse } from './refusals.ts'
import { requestCaching } from './requestCaching.ts'
import { sessionToken } from './sessionToken.ts'
import { tagEncodings, writeResult } from './writeResult.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it came, so that it can be recognized by its bytes */
    rawText?: string
    /** Monotonic */
    arrivedAtMs: number
  }
}

export interface GraphqlRouteOptions {
  handle(request: GatewayRequest): Promise<HttpResult>
  /** Where a browser that opens the address is sent, if anywhere */
  sandbox: string | undefined
  corsOrigins: readonly string[]
  /** From the arrival of a request to its answer */
  requestTimeoutMs: number
}

export function registerGraphqlRoute(app: FastifyInstance, options: GraphqlRouteOptions): void {
  const { handle, sandbox } = options
  app.addContentTypeParser('application/json', { parseAs: 'string' }, async (request: FastifyRequest, body: string) => {
    if (isOtherCharset(request.headers['content-type'])) throw Object.assign(new Error(), { statusCode: 415 })
    // Latin1 keeps the bytes: different bytes are different texts, and equal bytes are equal texts.
    request.rawText = Buffer.from(body).toString('latin1')
    return parseJson(body, 'The body')
  })

  app.decorateRequest('arrivedAtMs', 0)
  app.addHook('onRequest', (request, _reply, done) => {
    request.arrivedAtMs = performance.now()
    done()
  })
  tagEncodings(app)

  app.get('/graphql', async (request, reply) => {
    if (sandbox !== undefined && isBrowserVisit(request)) return reply.redirect(sandbox, 303)
    return answer(request, reply, 'GET', readSearch(new URLSearchParams(request.url.split('?')[1] ?? '')))
  })

  app.post('/graphql', (request, reply) => answer(request, reply, 'POST', request.body))

  async function answer(request: FastifyRequest, reply: FastifyReply, method: 'GET' | 'POST', body: unknown) {
    const mediaType = mediaTypeFor(request.headers.accept)
    if (mediaType === undefined) return refuse(reply, 406)
    const token = sessionToken(request, options.corsOrigins)
    const life = new RequestLife({ arrivedAtMs: request.arrivedAtMs, timeoutMs: options.requestTimeoutMs })
    reply.raw.once('close', () => life.leave())
    const { 'accept-encoding': acceptEncoding, 'if-none-match': ifNoneMatch } = request.headers
    const result = await handle({
      method,
      token,
      address: clientAddress(request),
      mediaType,
      arrivedAtMs: request.arrivedAtMs,
      life,
      caching: requestCaching(request.method, request.headers),
      acceptEncoding,
      ifNoneMatch: method === 'POST' ? undefined : ifNoneMatch,
      body,
      raw: method === 'GET' ? request.url : request.rawText,
    }).finally(() => life.finish())
    return writeResult(request, reply, result)
  }
}

/** JSON is UTF-8. A text in another encoding would still be read, but names in it would not be found. */
function isOtherCharset(contentType = ''): boolean {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType) ?? []
  return !/^utf-?8$/i.test(charset)
}

/** A person typed the address: the client wants a page, and the request has no operation. */
const isBrowserVisit = ({ headers, url }: FastifyRequest): boolean =>
  headers.accept?.includes('text/html') === true && !url.includes('?')
