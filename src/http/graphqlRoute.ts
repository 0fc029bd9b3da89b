/** `/graphql`: bodies and URLs in, answers out. What they mean is the gateway's matter. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Answer } from './answer.ts'
import { parseJson, readSearch } from './graphqlRequest.ts'
import { type MediaType, mediaTypeFor } from './mediaType.ts'
import { refuse } from './refusals.ts'
import { sessionToken, setSessionCookie } from './sessionToken.ts'

export interface TimedAnswer extends Answer {
  sql: { statements: number; milliseconds: number }
  /** A token to set as the session cookie, null to take the cookie away */
  sessionCookie?: string | null
}

export interface GraphqlRouteOptions {
  answer(request: {
    method: 'GET' | 'POST'
    token: string | undefined
    address: string
    mediaType: MediaType
    body: unknown
  }): Promise<TimedAnswer>
  /** Where a browser that opens the address is sent, if anywhere */
  sandbox: string | undefined
  corsOrigins: readonly string[]
}

export function registerGraphqlRoute(app: FastifyInstance, options: GraphqlRouteOptions): void {
  const { answer, sandbox, corsOrigins } = options
  app.addContentTypeParser('application/json', { parseAs: 'string' }, async (request: FastifyRequest, body: string) => {
    if (isOtherCharset(request.headers['content-type'])) throw Object.assign(new Error(), { statusCode: 415 })
    return parseJson(body, 'The body')
  })

  app.get('/graphql', async (request, reply) => {
    if (sandbox !== undefined && isBrowserVisit(request)) return reply.redirect(sandbox, 303)
    return send(request, reply, 'GET', readSearch(new URLSearchParams(request.url.split('?')[1] ?? '')))
  })

  app.post('/graphql', (request, reply) => send(request, reply, 'POST', request.body))

  async function send(request: FastifyRequest, reply: FastifyReply, method: 'GET' | 'POST', body: unknown) {
    const mediaType = mediaTypeFor(request.headers.accept)
    if (mediaType === undefined) return refuse(reply, 406)
    const start = performance.now()
    const token = sessionToken(request, corsOrigins)
    const timed = await answer({ method, token, address: request.ip, mediaType, body })
    if (timed.sessionCookie !== undefined) setSessionCookie(request, reply, timed.sessionCookie)
    const { statements, milliseconds } = timed.sql
    const total = performance.now() - start
    reply.header(
      'server-timing',
      `total;dur=${total.toFixed(1)}, sql;dur=${milliseconds.toFixed(1)};desc="${statements} statements"`,
    )
    return sendAnswer(reply, timed)
  }
}

function sendAnswer(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  // Whatever was added for its origin stays; a short answer that is not compressed depends on these all the same.
  const vary = [reply.getHeader('vary'), 'accept', 'accept-encoding'].filter((name) => name !== undefined)
  reply.code(status).header('vary', vary.join(', '))
  for (const [name, value] of headers) reply.header(name, value)
  return reply.send(body)
}

/** JSON is UTF-8. A text in another encoding would be read all the same, and names found by it would not be found. */
function isOtherCharset(contentType = ''): boolean {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType) ?? []
  return !/^utf-?8$/i.test(charset)
}

/** Somebody typed the address: a page is wanted, and there is no operation in it. */
const isBrowserVisit = ({ headers, url }: FastifyRequest): boolean =>
  headers.accept?.includes('text/html') === true && !url.includes('?')
