/**
 * The session's token, as a bearer header or as a cookie. A browser sends the cookie from any page, so a request with
 * it must come from our own origin or one of CORS_ORIGINS (cross-site request forgery). No page of another origin can
 * set the header.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { clientError } from '../errors/errors.ts'

const cookieName = 'compax_session'
const cookieSeconds = 30 * 24 * 3600

/** Throws FORBIDDEN for a cookie on a request from a foreign page. */
export function sessionToken(request: FastifyRequest, corsOrigins: readonly string[]): string | undefined {
  const bearer = bearerToken(request.headers.authorization)
  if (bearer !== undefined) return bearer
  const cookie = request.cookies[cookieName]
  if (cookie === undefined || cookie === '') return undefined
  if (request.method !== 'GET' && !isFromOwnPage(request, corsOrigins)) {
    throw clientError(
      'FORBIDDEN',
      "The session cookie came with a request from another site's page. Send the token as `Authorization: Bearer`.",
    )
  }
  return cookie
}

export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : /^Bearer\s+(\S+)$/i.exec(authorization)?.[1]
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string | null): void {
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure: request.protocol === 'https' } as const
  if (token === null) reply.clearCookie(cookieName, options)
  else reply.setCookie(cookieName, token, { ...options, maxAge: cookieSeconds })
}

/**
 * Clients other than browsers do not say where they come from. The host is the one that was asked for. With TRUST_PROXY
 * Fastify's own host would be `X-Forwarded-Host`, which most proxies pass on as the client wrote it.
 */
function isFromOwnPage({ headers, protocol }: FastifyRequest, corsOrigins: readonly string[]): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers
  if (origin !== undefined) return origin === `${protocol}://${host}` || corsOrigins.includes(origin)
  return site === undefined || site === 'same-origin' || site === 'none'
}
