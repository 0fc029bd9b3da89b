/**
 * One starter of a server at a time on this machine. The lock is a listening socket without a file, which the kernel
 * takes back from a process however it ends: it is never stale. PostgreSQL's own lock stays the judge; this one saves
 * two starters that find the same stale lock from racing to remove it.
 */
import { createHash } from 'node:crypto'
import { createServer } from 'node:net'

/** A function that releases the lock, or undefined while another process holds it. */
export async function tryStartLock(folder: string): Promise<(() => void) | undefined> {
  const path = socketPath(createHash('sha256').update(folder).digest('hex').slice(0, 32))
  if (path === undefined) return () => {}
  const server = createServer((socket) => socket.destroy())
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)))
  server.listen(path, () => resolve(true))
  return (await promise) ? () => void server.close() : undefined
}

function socketPath(name: string): string | undefined {
  if (process.platform === 'linux') return `\0compax-${name}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\compax-${name}`
  return undefined
}
