/** How long a connection is kept for a client that does not do its part: send its request, take its answer, ask again. */
import type { Server, ServerOptions, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface ConnectionTimes {
  /** For a request to arrive as a whole: a client that sends a byte a minute would hold its connection for ever */
  arrivalMs: number
  /** Node looks this often for those that take longer; its own 30 s would make a minute of half of one */
  checkMs: number
  /** Without a byte taken of an answer */
  stalledMs: number
  /** Longer than load balancers keep a connection that nobody uses, so that it is they who end it */
  keepAliveMs: number
}

export const connectionTimes: ConnectionTimes = {
  arrivalMs: 30_000,
  checkMs: 1000,
  stalledMs: 60_000,
  keepAliveMs: 72_000,
}

export const serverTimes = ({ arrivalMs, checkMs, keepAliveMs }: ConnectionTimes): ServerOptions => ({
  headersTimeout: arrivalMs,
  requestTimeout: arrivalMs,
  connectionsCheckingInterval: checkMs,
  keepAliveTimeout: keepAliveMs,
})

/** A client that takes nothing of its answer would keep it, and its connection, for ever. */
export function endStalled(server: Server, { stalledMs }: ConnectionTimes): void {
  const last = new WeakMap<Socket, ServerResponse>()
  server.on('request', (request, response) => last.set(request.socket, response))
  server.setTimeout(stalledMs)
  // The socket's own clock: it counts from the last progress, and an answer that is still made is none of its matter.
  server.on('timeout', (socket) => {
    const isMade = last.get(socket)?.writableEnded !== false
    if (isMade || socket.writableLength > 0) socket.destroy()
  })
}
