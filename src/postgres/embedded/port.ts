/** The port of an embedded server: the same at every start where it is free, so that a noted address stays true. */
import { createHash } from 'node:crypto'
import { type AddressInfo, createServer } from 'node:net'

/** Below the ports that systems give to outgoing connections. */
const firstPort = 20_000
const portCount = 10_000

/** The port is free at the time of the check; the caller must be ready to find it taken when it listens. */
export async function choosePort(folder: string): Promise<number> {
  const own = firstPort + (createHash('sha256').update(folder).digest().readUInt32BE() % portCount)
  return (await listenOnce(own)) ?? (await listenOnce(0)) ?? own
}

/** The port that was listened on, undefined when it is taken; 0 asks for any. */
function listenOnce(port: number): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>()
  const server = createServer()
  server.once('error', () => resolve(undefined))
  server.listen(port, '127.0.0.1', () => {
    const address: AddressInfo | string | null = server.address()
    server.close(() => resolve(typeof address === 'object' ? address?.port : undefined))
  })
  return promise
}
