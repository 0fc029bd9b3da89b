/** Processes that share the embedded database of one folder, and what they leave behind. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { inject } from 'vitest'
import { findPostmaster } from '../../src/postgres/embedded/postmaster.ts'

export interface DatabaseUser {
  readonly process: ChildProcess
  /** What it has printed so far, line by line */
  readonly lines: string[]
  /** The first line that it prints like this; rejects with all that it printed when it ends without. */
  line(pattern: RegExp): Promise<string>
  /** The address of the database, once it uses it */
  url(): Promise<string>
  /** Lets it end in its own time. */
  leave(): Promise<void>
  /** Ends it by a signal. */
  kill(signal: NodeJS.Signals): Promise<void>
}

export type DatabaseUsers = Awaited<ReturnType<typeof createDatabaseUsers>>

const program = fileURLToPath(new URL('databaseUser.ts', import.meta.url))

/** A folder to copy from: the database in it has been started before, and is stopped. */
export async function prepareDatabaseUsers(): Promise<DatabaseUsers> {
  const users = await createDatabaseUsers()
  const user = users.start()
  await user.url()
  await user.leave()
  await rm(users.logFile)
  return users
}

/**
 * In a folder with a space in its name, which other users can pass through, because PostgreSQL may have to run as one.
 * `from` is a folder to copy, so that a test need not wait for a first start that it does not test.
 */
export async function createDatabaseUsers(from?: string) {
  const folder = await realpath(await mkdtemp(join(inject('databaseServer').folder, 'embedded ')))
  await chmod(folder, 0o711)
  const dataDir = join(folder, 'data dir')
  const logFile = join(dataDir, 'postgres', 'server.log')
  const lockFile = join(dataDir, 'postgres', 'data', 'postmaster.pid')
  if (from !== undefined) await promisify(execFile)('cp', ['-a', from, dataDir])
  const users: DatabaseUser[] = []
  const serverPid = async () => Number.parseInt(await readFile(lockFile, 'utf8'), 10)
  return {
    folder,
    dataDir,
    logFile,
    lockFile,
    serverPid,
    start(options: { path?: string; cwd?: string; dataDir?: string } = {}): DatabaseUser {
      const { path: PATH = process.env.PATH } = options
      const child = spawn(process.execPath, [program, options.dataDir ?? dataDir], {
        cwd: options.cwd,
        env: { ...process.env, PATH },
      })
      const user = createDatabaseUser(child)
      users.push(user)
      return user
    },
    async end(): Promise<void> {
      await Promise.all(users.map((user) => user.leave()))
      const left = await findPostmaster(join(dataDir, 'postgres', 'data')).catch(() => undefined)
      if (left?.running !== undefined) process.kill(left.running.pid, 'SIGKILL')
      const elsewhere = await realpath(join(dataDir, 'postgres')).catch(() => folder)
      for (const path of [elsewhere, folder]) await rm(path, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function createDatabaseUser(child: ReturnType<typeof spawn>): DatabaseUser {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  child.once('close', () => end())
  const { lines, line } = readLines(child, ended)
  return {
    process: child,
    lines,
    line,
    url: () => line(/^postgresql:/),
    leave() {
      child.stdin?.on('error', () => {}).end()
      return ended
    },
    kill(signal) {
      child.kill(signal)
      return ended
    },
  }
}

function readLines(child: ChildProcess, ended: Promise<void>) {
  const lines: string[] = []
  const waiting = new Set<() => void>()
  for (const input of [child.stdout, child.stderr]) {
    if (input === null) continue
    createInterface({ input }).on('line', (text) => {
      lines.push(text)
      for (const look of waiting) look()
    })
  }
  const line = (pattern: RegExp): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const look = () => {
      const found = lines.find((text) => pattern.test(text))
      if (found !== undefined) resolve(found)
    }
    waiting.add(look)
    look()
    ended.then(() => reject(new Error(`It ended without a line like ${pattern}:\n${lines.join('\n')}`)))
    return promise.finally(() => waiting.delete(look))
  }
  return { lines, line }
}

export async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/**
 * The command lines of all processes that have this word in theirs; a dead process that its parent has not reaped has
 * none.
 */
export async function processesWith(word: string): Promise<string[]> {
  const commands = process.platform === 'linux' ? await readCommands() : await askPs()
  return commands.filter((command) => command.includes(word))
}

/** A machine as small as a container's may have no `ps`. */
async function readCommands(): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const commands = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')))
  return commands.map((command) => command.replaceAll('\0', ' '))
}

async function askPs(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'command='])
  return stdout.split('\n')
}
