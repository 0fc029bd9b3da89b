/**
 * A redis-server of the test's own, on a free port and in a folder of its own. Where the machine has none, tests are
 * skipped with the reason, unless CI=true: there a missing server is a failure.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@redis/client'
import type { TestContext } from 'vitest'

const installed = spawnSync('redis-server', ['--version']).status === 0

export function skipWithoutRedis({ skip }: TestContext): void {
  const reason = 'no redis-server on PATH: apt-get install redis-server'
  if (!installed && process.env.CI === 'true') throw new Error(reason)
  skip(!installed, reason)
}

export interface RedisServer {
  readonly port: number
  readonly url: string
  /** As an operator would, past everything that is tested */
  admin(...command: (string | Buffer)[]): Promise<unknown>
  signal(name: NodeJS.Signals): void
  stop(): Promise<void>
  /** On the same port, empty */
  restart(): Promise<void>
}

interface RedisServerOptions {
  readonly args?: readonly string[]
  /** What a sentinel watches; it keeps that in a file */
  readonly configuration?: string
}

/** undefined where the machine has no redis-server; its tests then call `skipWithoutRedis`. */
export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer | undefined> {
  if (!installed) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'compax-redis-'))
  const file = join(folder, 'redis.conf')
  await writeFile(file, options.configuration ?? '')
  const port = await freePort()
  const own = [file, '--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no']
  const launch = () => ready(spawn('redis-server', [...own, ...(options.args ?? [])]))
  let child = await launch()
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    admin: (...command) => ask(port, command),
    signal: (name) => void child.kill(name),
    async stop() {
      await end(child)
      await rm(folder, { recursive: true, force: true })
    },
    async restart() {
      await end(child)
      child = await launch()
    },
  }
}

async function ready(child: ChildProcess): Promise<ChildProcess> {
  const output = child.stdout
  if (output === null) throw new Error('redis-server has no output')
  process.once('exit', () => child.kill('SIGKILL'))
  let text = ''
  for await (const chunk of output) {
    text += String(chunk)
    if (/Ready to accept connections|Sentinel ID is/.test(text)) break
  }
  if (child.exitCode !== null) throw new Error(`redis-server ended:\n${text}`)
  return child
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

async function ask(port: number, command: (string | Buffer)[]): Promise<unknown> {
  const client = createClient({ socket: { host: '127.0.0.1', port }, disableClientInfo: true })
  client.on('error', () => {})
  await client.connect()
  try {
    return await client.sendCommand(command)
  } finally {
    client.destroy()
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address === 'string' || address === null) throw new Error('no port')
  return address.port
}
