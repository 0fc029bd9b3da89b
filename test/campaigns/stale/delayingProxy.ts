/** A network that takes its time: between any two steps of its clients there are 0 to `maxMs` ms. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface DelayingProxy {
  port: number
  /** Ends every connection. */
  cut(): void
  stop(): Promise<void>
}

export async function startDelayingProxy(targetPort: number, delayMs: () => number): Promise<DelayingProxy> {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.setNoDelay()
      forward(from, to, delayMs)
      from.on('close', () => sockets.delete(from))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // of a server that listens on a port
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port,
    cut,
    async stop() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}

/** In their order, each after its own while. */
function forward(from: Socket, to: Socket, delayMs: () => number): void {
  let last: Promise<unknown> = Promise.resolve()
  from.on('data', (chunk: Buffer) => {
    const arrived = new Promise((resolve) => setTimeout(resolve, delayMs()))
    last = Promise.all([last, arrived]).then(() => to.write(chunk))
  })
  from.on('close', () => to.destroy())
  from.on('error', () => {})
}
