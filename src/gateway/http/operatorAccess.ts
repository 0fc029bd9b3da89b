/**
 * Decides which requests may use the routes for operators: those with the token or, if no token is set, those from this
 * machine. A wrong answer here would show a stranger how the gateway is used, or let the stranger empty the cache at
 * will.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { BlockList, isIP } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { clientError } from '../errors/errors.ts'
import { clientAddress, withoutPort } from './clientAddress.ts'
import { refuse } from './refusals.ts'

export interface OperatorAccess {
  /** undefined: this machine alone */
  token: string | undefined
  /** The setting that holds it, such as `METRICS_TOKEN` */
  setting: string
}

/** A hook of a route, before its body is read. */
export function operatorsOnly(access: OperatorAccess) {
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    reply.header('cache-control', 'no-store')
    if (isOperator(request, access)) done()
    else refuseStranger(reply, access)
  }
}

const isOperator = (request: FastifyRequest, { token }: OperatorAccess): boolean =>
  token === undefined ? isFromThisMachine(request) : isToken(request.headers.authorization, token)

function refuseStranger(reply: FastifyReply, { token, setting }: OperatorAccess): void {
  if (token === undefined) {
    const message = `This address answers the gateway's own machine alone. Set ${setting} to ask from elsewhere.`
    refuse(reply, 403, clientError('FORBIDDEN', message))
  } else {
    const message = `Send \`Authorization: Bearer\` with the token of ${setting}.`
    refuse(reply.header('www-authenticate', 'Bearer'), 401, clientError('UNAUTHENTICATED', message))
  }
}

/** Compares hashes, which have one length, so that the time of a comparison tells a guesser nothing of the token. */
function isToken(authorization: string | undefined, token: string): boolean {
  const [, sent = ''] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? []
  return timingSafeEqual(sha256(sent), sha256(token))
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * Checks the socket, the client as far as proxies are trusted, and every address that a proxy names, trusted or not.
 * Each check alone could be fooled: behind a proxy on this machine every socket is from here, and a client that is
 * itself within TRUST_PROXY may name any address before its own.
 */
function isFromThisMachine(request: FastifyRequest): boolean {
  const { socket, headers } = request
  if (headers.forwarded !== undefined) return false
  const named = [headers['x-forwarded-for'] ?? [], headers['x-real-ip'] ?? []].flat()
  const hops = named.flatMap((list) => list.split(',')).map((hop) => withoutPort(hop.trim()))
  return [socket.remoteAddress ?? '', clientAddress(request), ...hops].every(isLoopback)
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** An IPv4 address in the form of IPv6, as a socket on `::` gives it, counts too. */
function isLoopback(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && loopback.check(address, family === 6 ? 'ipv6' : 'ipv4')
}
