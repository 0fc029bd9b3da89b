/** A proxy in front of Redis that does to its answers what networks, proxies and dying servers do. */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** What becomes of a piece of the server's answers: other bytes, or none. `end` cuts the connection after them. */
type Fault = (answer: Buffer, end: () => void) => Buffer | undefined

export interface FaultyProxy {
  readonly url: string
  /** undefined: everything goes through */
  fault: Fault | undefined
  /** By how much each answer is late */
  delayMs: number
  /** How many connections there were so far */
  readonly connections: number
  /** Every connection is cut, new ones are reset */
  refuse(): void
  /** Nothing listens any more */
  die(): Promise<void>
  /** Listens again, and lets everything through */
  heal(): Promise<void>
  stop(): Promise<void>
}

export async function startFaultyProxy(targetPort: number): Promise<FaultyProxy> {
  const sockets = new Set<Socket>()
  let refusing = false
  let connections = 0
  let server: Server | undefined
  let port = 0

  function join(client: Socket): void {
    connections += 1
    if (refusing) return void client.resetAndDestroy()
    const target = connect(targetPort, '127.0.0.1')
    for (const socket of [client, target]) sockets.add(socket.on('error', () => {}))
    const close = () => {
      for (const socket of [client, target]) sockets.delete(socket.destroy())
    }
    client.on('data', (chunk) => target.write(chunk)).on('close', close)
    target.on('close', close).on('data', (chunk: Buffer) => {
      const answer = proxy.fault === undefined ? chunk : proxy.fault(chunk, () => client.destroySoon())
      if (answer === undefined) return
      if (proxy.delayMs === 0) client.write(answer)
      else setTimeout(() => client.write(answer), proxy.delayMs)
    })
  }

  async function listen(): Promise<void> {
    server = createServer(join).listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (typeof address === 'object' && address !== null) port = address.port
  }

  function cut(): void {
    for (const socket of sockets) socket.destroy()
  }

  async function die(): Promise<void> {
    const dying = server
    server = undefined
    if (dying === undefined) return
    const closed = once(dying, 'close')
    dying.close()
    cut()
    await closed
  }

  await listen()
  const proxy: FaultyProxy = {
    url: `redis://127.0.0.1:${port}`,
    fault: undefined,
    delayMs: 0,
    get connections() {
      return connections
    },
    refuse() {
      refusing = true
      cut()
    },
    die,
    async heal() {
      proxy.fault = undefined
      proxy.delayMs = 0
      refusing = false
      if (server === undefined) await listen()
    },
    stop: die,
  }
  return proxy
}
