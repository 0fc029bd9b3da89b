/**
 * Starts PostgreSQL on a cluster and waits until it takes connections. It listens on this machine alone, over TCP:
 * a socket's path could be too long. It outlives the process that starts it, in a session of its own.
 */
import type { ChildProcess } from 'node:child_process'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { RefusedError } from '../../operatorErrors.ts'
import { postgresIn } from './binaries.ts'
import { ended, endsWithUs, startChild } from './children.ts'
import { type Cluster, dataFolderOf, logFileOf } from './cluster.ts'
import { choosePort } from './port.ts'
import { findPostmaster } from './postmaster.ts'

export interface StartOptions {
  /** See `Finding` */
  impostor?: number | undefined
  signal?: AbortSignal | undefined
}

/** Undefined when the server is ready, else what stood in the way and may be gone at the next try. */
export async function startServer(cluster: Cluster, options: StartOptions): Promise<string | undefined> {
  const log = await openLog(cluster)
  try {
    const { size } = await log.stat()
    const child = await launch(cluster, log, options.impostor)
    if (await becomesReady(child, dataFolderOf(cluster.folder), options.signal)) return undefined
    return obstacleIn(await readFrom(log, size), logFileOf(cluster.folder))
  } finally {
    await log.close()
  }
}

const maxLogBytes = 10_000_000

/** Attack refused by NOFOLLOW: a user whose server root starts has made the log a link to a file of root's. */
async function openLog({ folder, account: { uid, gid } }: Cluster): Promise<FileHandle> {
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW } = constants
  const log = await open(logFileOf(folder), O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600)
  if (uid !== undefined && gid !== undefined) await log.chown(uid, gid)
  if ((await log.stat()).size > maxLogBytes) await log.truncate()
  return log
}

async function launch(cluster: Cluster, log: FileHandle, impostor: number | undefined): Promise<ChildProcess> {
  const { prefix } = cluster.account
  // PostgreSQL takes a lock for stale that names its grandparent: said of the impostor, it stays PostgreSQL that
  // removes the lock, after looking for backends that still use the data.
  const account = {
    ...cluster.account,
    prefix: impostor === undefined ? prefix : [...prefix, 'env', `PG_GRANDPARENT_PID=${impostor}`],
  }
  const port = await choosePort(cluster.folder)
  return startChild(
    account,
    postgresIn(cluster.binaries),
    ['-D', dataFolderOf(cluster.folder), '-p', String(port), '-h', '127.0.0.1', '-k', ''],
    ['ignore', log.fd, log.fd],
  )
}

/** False when it ended first. */
async function becomesReady(child: ChildProcess, data: string, signal?: AbortSignal): Promise<boolean> {
  const release = endsWithUs(child, 'SIGINT', signal)
  const end = ended(child).then(() => 'ended')
  try {
    while ((await Promise.race([end, setTimeout(20)])) !== 'ended') {
      const { running } = await findPostmaster(data)
      if (running?.pid === child.pid && running?.ready) {
        child.unref()
        return true
      }
    }
    signal?.throwIfAborted()
    return false
  } finally {
    release()
  }
}

async function readFrom(log: FileHandle, offset: number): Promise<string> {
  const { size } = await log.stat()
  const { buffer } = await log.read(Buffer.alloc(size - offset), 0, size - offset, offset)
  return buffer.toString('utf8')
}

const passing = /TCP\/IP sockets|lock file|pre-existing shared memory/

/**
 * Some obstacles pass: a port that was taken meanwhile, another start, backends that outlive a killed server, and a
 * kill, of which the server itself says nothing.
 */
function obstacleIn(log: string, logFile: string): string {
  const reason = /(?:FATAL|PANIC): +(.*)/.exec(log)?.[1]
  const words = reason ?? (log.trimEnd().split('\n').at(-1) || 'it ended without a word')
  const message = `The embedded PostgreSQL did not start: ${words}. Its log is ${logFile}.`
  if (reason === undefined || passing.test(reason)) return message
  throw new RefusedError(message)
}
