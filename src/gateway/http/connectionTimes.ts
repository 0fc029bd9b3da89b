/** How long a connection is kept for a client that does not send its request, take its answer, or ask again. */
import type { Server, ServerOptions, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface ConnectionTimes {
  /** For a request to arrive as a whole: a client that sends a byte a minute would hold its connection forever */
  arrivalMs: number
  /** Node looks this often for slower requests; its own 30 s would turn half a minute into a minute */
  checkMs: number
  /** Without a byte of an answer taken */
  stalledMs: number
  /** Longer than load balancers keep an unused connection, so that the load balancer ends it */
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

/** A client that takes nothing of its answer would keep the answer, and its connection, forever. */
export function endStalled(server: Server, { stalledMs }: ConnectionTimes): void {
  const last = new WeakMap<Socket, ServerResponse>()
  server.on('request', (request, response) => last.set(request.socket, response))
  server.setTimeout(stalledMs)
  // The socket's own clock counts from the last progress; it does not concern an answer that is still being made.
  server.on('timeout', (socket) => {
    const isMade = last.get(socket)?.writableEnded !== false
    if (isMade || socket.writableLength > 0) socket.destroy()
  })
}
