/**
 * PgBouncer in transaction mode is refused at the start, in words of ours. The tests use a PgBouncer where one is
 * installed, and a server that speaks like it where none is.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { openDatabase } from '../../src/postgres/openDatabase.ts'
import { readSettings } from '../../src/settings.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
const ends: (() => unknown)[] = []

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const open = (env: Record<string, string>) => openDatabase(readSettings(env), () => {})

const refusal = (setting: string, url: URL, direct = '') =>
  `${setting}: at ${url.host}${url.pathname} is a pooler that keeps no settings of a session, as PgBouncer in transaction mode. Set the address of the PostgreSQL itself${direct}: the gateway pools its connections.`

async function expectRefused(url: URL): Promise<void> {
  const error: Error = await open({ DATABASE_URL: url.href, DATABASE_DIRECT_URL: database.url }).catch((e) => e)
  expect(error).toMatchObject({ exitCode: 2 })
  expect(error.message).toBe(refusal('DATABASE_URL', url, ', such as that of DATABASE_DIRECT_URL'))
  expect(error.message).not.toContain(url.password)
}

/** An address of this machine that serves each connection with the given function. */
async function listen(serve: (socket: Socket) => void): Promise<URL> {
  const server = createServer(serve).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  ends.push(() => server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('Not listening.')
  return Object.assign(new URL(database.url), { port: String(address.port) })
}

/** What PgBouncer sends to a client that begins a session with settings. */
function refuseOptions(socket: Socket): void {
  const fields = ['SFATAL', 'C08P01', 'Munsupported startup parameter: options', '', ''].join('\0')
  const length = Buffer.alloc(4)
  length.writeInt32BE(4 + fields.length)
  socket.once('data', () => socket.end(Buffer.concat([Buffer.from('E'), length, Buffer.from(fields)])))
  socket.on('error', () => {})
}

/** In front of the real server, with the settings taken out of each session's first message. */
function dropOptions(socket: Socket): void {
  const { hostname, port } = new URL(database.url)
  const server = connect(Number(port), hostname)
  socket.once('data', (start) => {
    server.write(withoutOptions(start))
    socket.pipe(server)
    server.pipe(socket)
  })
  for (const end of [socket, server]) end.on('error', () => end.destroy())
}

function withoutOptions(start: Buffer): Buffer {
  const words = start.subarray(8).toString('latin1').split('\0')
  const at = words.indexOf('options')
  if (at >= 0) words.splice(at, 2)
  const body = Buffer.from(words.join('\0'), 'latin1')
  const head = Buffer.from(start.subarray(0, 8))
  head.writeInt32BE(8 + body.length)
  return Buffer.concat([head, body])
}

test('a pooler that refuses the settings of a session is refused', async () => {
  await expectRefused(await listen(refuseOptions))
})

test('a pooler that drops them without a word is refused', async () => {
  await expectRefused(await listen(dropOptions))
})

test('so is one behind the direct address', async () => {
  const url = await listen(dropOptions)
  await expect(open({ DATABASE_URL: database.url, DATABASE_DIRECT_URL: url.href })).rejects.toThrow(
    refusal('DATABASE_DIRECT_URL', url),
  )
})

test('settings that an address brings along are kept beside ours', async () => {
  const own = `${database.url}${database.url.includes('?') ? '&' : '?'}options=-c%20statement_timeout%3D30000`
  await (await open({ DATABASE_URL: own })).leave()
})

const pgbouncer = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find(existsSync)

describe.skipIf(pgbouncer === undefined || process.getuid?.() === undefined)(
  'a PgBouncer in transaction mode (needs pgbouncer: apt-get install pgbouncer)',
  () => {
    test.each(['', 'ignore_startup_parameters = options'])('is refused: %s', async (setting) => {
      await expectRefused(await startPgBouncer(setting))
    })
  },
)

async function startPgBouncer(setting: string): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'compax-pgbouncer-'))
  ends.push(() => rm(folder, { recursive: true, force: true }))
  const url = await listen(() => {})
  await ends.pop()?.() // only its port was wanted
  const { hostname, port, pathname, username, password } = new URL(database.url)
  const target = `host=${hostname} port=${port} user=${username} password=${password}`
  const config = join(folder, 'pgbouncer.ini')
  await writeFile(
    config,
    `[databases]\n${pathname.slice(1)} = ${target}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${url.port}
auth_type = any\npool_mode = transaction\nunix_socket_dir =\n${setting}\n`,
  )
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const child: ChildProcess = spawn(pgbouncer ?? '', [...user, config], { stdio: 'ignore' })
  ends.push(async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    if (child.exitCode === null && child.kill('SIGKILL')) await ended
  })
  await vi.waitFor(() => connected(Number(url.port)), 10_000)
  return url
}

const connected = (port: number) =>
  new Promise<void>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve()
    })
    socket.on('error', reject)
  })
