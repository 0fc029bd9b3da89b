/** Writes what the gateway gives, behind the router. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { HttpResult, TextResult } from '../types.ts'
import { encodedTag } from './representation.ts'
import { setSessionCookie } from './sessionToken.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The ETag of a text before it gets an encoding */
    bodyTag?: string
  }
}

export function writeResult(request: FastifyRequest, reply: FastifyReply, result: HttpResult): FastifyReply {
  if (result.sessionCookie !== undefined) setSessionCookie(request, reply, result.sessionCookie)
  // Headers that were added for the origin stay. A short answer that is not compressed depends on all of these too.
  const own = result.isPrivate ? ['authorization', 'cookie'] : []
  const vary = [reply.getHeader('vary'), 'accept', 'accept-encoding', ...own].filter((name) => name !== undefined)
  reply.code(result.status).header('vary', vary.join(', ')).header('server-timing', timing(request, result))
  for (const [name, value] of result.headers) reply.header(name, value)
  if (result.kind === 'notModified') return reply.header('etag', result.etag).send()
  reply.header('content-type', `${result.mediaType}; charset=utf-8`)
  if (result.kind === 'text') return sendText(request, reply, result)
  // Kept bytes are sent as they are, because in another encoding they would be other bytes under the same tag. This
  // header stops `@fastify/compress`; an encoding `identity` does not.
  request.headers['x-no-compression'] = ''
  if (result.encoding !== undefined) reply.header('content-encoding', result.encoding)
  return reply.header('etag', result.etag).send(result.body)
}

function sendText(request: FastifyRequest, reply: FastifyReply, { body, etag }: TextResult): FastifyReply {
  if (etag === undefined) return reply.send(body)
  request.bodyTag = etag
  return reply.header('etag', etag).send(body)
}

function timing({ arrivedAtMs }: FastifyRequest, { trace }: HttpResult): string {
  const total = performance.now() - arrivedAtMs
  return `total;dur=${total.toFixed(1)}, sql;dur=${trace.milliseconds.toFixed(1)};desc="${trace.statements} statements"`
}

/** Compression adds its hook to each route. This hook comes after it, and sees which encoding it chose. */
export function tagEncodings(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    route.onSend = [...[route.onSend ?? []].flat(), tagEncoding]
  })
}

/** Other bytes are another representation, and a strong tag must name only one. */
function tagEncoding(request: FastifyRequest, reply: FastifyReply, _payload: unknown, done: () => void): void {
  const encoding = reply.getHeader('content-encoding')
  if (request.bodyTag !== undefined && (encoding === 'br' || encoding === 'gzip')) {
    reply.header('etag', encodedTag(request.bodyTag, encoding))
  }
  done()
}
