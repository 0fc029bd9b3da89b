/** A network between a gateway and the database. It may fall silent without notice to either side, and it may break. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface MutableProxy {
  /** The database's address by way of here */
  url: string
  /** Nothing passes any more, or nothing of what the database says; connections stay open. */
  mute(what: 'all' | 'answers'): void
  /** What was held passes. */
  unmute(): void
  /** Ends every connection. */
  cut(): void
  stop(): Promise<void>
}

export async function startProxy(url: string): Promise<MutableProxy> {
  const target = new URL(url)
  const pairs = new Set<{ near: Socket; far: Socket }>()
  let muted: 'all' | 'answers' | undefined
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    const pair = { near, far }
    pairs.add(pair)
    forward(near, far, () => muted !== 'all')
    forward(far, near, () => muted === undefined)
    near.on('close', () => pairs.delete(pair))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // of a server that listens on a port
  const cut = () => {
    for (const { near, far } of pairs) for (const socket of [near, far]) socket.destroy()
  }
  return {
    url: Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href,
    mute(what) {
      muted = what
    },
    unmute() {
      muted = undefined
      for (const pair of pairs) for (const socket of [pair.near, pair.far]) socket.emit('pass')
    },
    cut,
    async stop() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}

function forward(from: Socket, to: Socket, passes: () => boolean): void {
  let kept: Buffer[] = []
  const pass = () => {
    if (!passes()) return
    for (const chunk of kept) to.write(chunk)
    kept = []
  }
  from.on('data', (chunk: Buffer) => {
    kept.push(chunk)
    pass()
  })
  from.on('pass', pass)
  from.on('close', () => to.destroy())
  from.on('error', () => {})
}
