import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Lets a server that closes drop the connections on which no request has come yet. Node counts them among the busy ones,
 * and an open tab of a browser, which connects ahead, would keep the process alive to the end of its patience.
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
