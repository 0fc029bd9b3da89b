/** Requests that HTTP alone refuses, in the shape of GraphQL's errors, because our clients read that shape. */
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GraphQLError } from 'graphql'
import { badUserInput } from '../errors/errors.ts'
import { errorBody } from './errorBody.ts'
import { mediaTypeFor } from './mediaType.ts'

export const bodyLimitBytes = 1024 * 1024
export const maxUrl = 16 * 1024

export const refusals: Readonly<Record<number, string>> = {
  400: 'The request is not well-formed HTTP. Check its URL and headers.',
  406: 'The answer is `application/json` or `application/graphql-response+json`. Accept one of them.',
  408: 'The request took too long to arrive. Send it again.',
  413: `The body may have ${bodyLimitBytes} bytes. Ask for less at once.`,
  414: `The URL may have ${maxUrl} characters. Send the operation by POST.`,
  415: 'Send the body as JSON in UTF-8, with `Content-Type: application/json`.',
  431: 'The headers are too large. Send fewer cookies, or shorter ones.',
}

export function refuse(reply: FastifyReply, status: number, error?: GraphQLError): FastifyReply {
  const mediaType = mediaTypeFor(reply.request.headers.accept) ?? 'application/json'
  const { headers, body } = errorBody(error ?? badUserInput(refusals[status] ?? ''))
  return reply
    .code(status)
    .headers(Object.fromEntries(headers))
    .header('content-type', `${mediaType}; charset=utf-8`)
    .header('cache-control', 'no-store')
    .send(body)
}

/** Nothing is at this address, or nothing for this method. */
export function refuseAddress(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const url = request.url.split('?')[0] ?? ''
  const allowed = ['GET', 'HEAD', 'POST'].filter((method) => app.findRoute({ method, url }) !== null)
  if (allowed.length === 0) {
    return refuse(reply, 404, badUserInput('There is nothing at this address. GraphQL is at /graphql.'))
  }
  const methods = allowed.join(', ')
  return refuse(
    reply.header('allow', methods),
    405,
    badUserInput(`${request.method} is not answered here; ${methods} are.`),
  )
}

/** For bytes that Node could not read as a request: there is a socket, but nothing that knows how to answer on it. */
export function refuseUnreadable(error: UnreadableError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const status = statusOfUnreadable(error)
  const { body } = errorBody(badUserInput(refusals[status] ?? ''))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    'Cache-Control: no-store',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.destroy(error)
}

interface UnreadableError extends Error {
  code: string
  /** The part of the request that could not be read */
  rawPacket?: unknown
}

function statusOfUnreadable({ code, rawPacket }: UnreadableError): number {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408
  if (code !== 'HPE_HEADER_OVERFLOW') return 400
  // Node counts the URL among the headers.
  const start = Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1', 0, maxUrl) : ''
  return /^[A-Z]+ [^\n]+$/.test(start) ? 414 : 431
}
