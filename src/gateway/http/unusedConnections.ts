import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Lets a closing server drop the connections on which no request has come yet. Node counts them among the busy ones. An
 * open tab of a browser, which connects ahead, would keep the process alive until its patience ends.
 */
export function createUnusedConnections(server: Server): { destroy(): void } {
  const unused = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  server.on('request', ({ socket }) => unused.delete(socket))
  return {
    destroy() {
      for (const socket of unused) socket.destroy()
    },
  }
}
