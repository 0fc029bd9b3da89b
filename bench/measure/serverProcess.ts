/** A server under test: a process of its own on a free port of this machine, in production mode, ended with the run. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'

export interface ServerOptions {
  name: string
  /** What Node runs */
  command: string[]
  env: Record<string, string>
  /** Answers 200 when the server is ready; any answer will do where it is left out. */
  readyPath?: string
}

export interface ServerProcess {
  name: string
  origin: string
  pid: number
  stop(): Promise<void>
}

const startTimeoutMs = 60_000
const keptOfItsWords = 4000

export async function startServer({ name, command, env, readyPath }: ServerOptions): Promise<ServerProcess> {
  const port = await freePort()
  const child = spawn(process.execPath, command, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const words = lastWords(child)
  const origin = `http://127.0.0.1:${port}`
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const kill = globalThis.setTimeout(() => child.kill('SIGKILL'), 8000)
    await once(child, 'exit')
    clearTimeout(kill)
  }
  const deadline = performance.now() + startTimeoutMs
  while (!(await isReady(origin, readyPath))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await stop()
      throw new Error(`${name} did not start:\n${words()}`)
    }
    await setTimeout(50)
  }
  if (child.pid === undefined) throw new Error(`${name} has no process.`)
  return { name, origin, pid: child.pid, stop }
}

async function isReady(origin: string, path: string | undefined): Promise<boolean> {
  try {
    const { status } = await fetch(`${origin}${path ?? '/graphql'}`, { headers: { connection: 'close' } })
    return path === undefined || status === 200
  } catch {
    return false
  }
}

function lastWords(child: ChildProcess): () => string {
  let words = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      words = `${words}${chunk.toString()}`.slice(-keptOfItsWords)
    })
  }
  return () => words
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port was given.')
  return address.port
}
