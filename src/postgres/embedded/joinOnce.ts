/**
 * The way into the server of a `DATA_DIR`: joins the one that runs, else starts it, else makes it first. Whatever
 * changes under way (another start, a stop by the last who left, a taken port) is met by looking again, in bounds.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { RefusedError } from '../../operatorErrors.ts'
import { dataFolderOf, findClusterFolder, logFileOf, openCluster } from './cluster.ts'
import { createCluster, removeLeftovers } from './createCluster.ts'
import { connectKeeper, type Keeper } from './keeper.ts'
import { findPostmaster, type Postmaster } from './postmaster.ts'
import { tryStartLock } from './startLock.ts'
import { startServer } from './startServer.ts'

export interface Membership {
  readonly url: string
  readonly pid: number
  readonly keeper: Keeper
}

export interface Entry {
  /** An existing `DATA_DIR`, without symbolic links */
  readonly home: string
  readonly report: (line: string) => void
  readonly signal?: AbortSignal | undefined
}

/** What stands in the way for now, and for how long that can be in order. */
interface Obstacle {
  readonly obstacle: string
  readonly patienceMs: number
}

const silenceMs = 3000

export async function joinOnce(entry: Entry): Promise<Membership> {
  const beganAt = performance.now()
  let silent = true
  for (;;) {
    entry.signal?.throwIfAborted()
    const outcome = await tryToJoin(entry)
    if ('keeper' in outcome) return outcome
    const waitedMs = performance.now() - beganAt
    if (waitedMs > outcome.patienceMs) throw new RefusedError(`${outcome.obstacle} Given up.`)
    if (silent && waitedMs > silenceMs) {
      entry.report(`${outcome.obstacle} Waiting.`)
      silent = false
    }
    await setTimeout(50)
  }
}

const retryMs = 60_000
/** After a kill PostgreSQL brings its data back in order, which takes as long as it takes. */
const recoveryMs = 600_000

async function tryToJoin(entry: Entry): Promise<Membership | Obstacle> {
  const path = join(entry.home, 'postgres')
  const folder = await findClusterFolder(path)
  const running = folder === undefined ? undefined : (await findPostmaster(dataFolderOf(folder))).running
  if (folder !== undefined && running?.ready) return connect(folder, running)
  if (folder !== undefined && running !== undefined) {
    const obstacle = `The embedded PostgreSQL (process ${running.pid}) is starting or stopping; its log is ${logFileOf(folder)}.`
    return { obstacle, patienceMs: recoveryMs }
  }
  const release = await tryStartLock(entry.home)
  if (release === undefined) {
    return { obstacle: `Another process is starting the embedded PostgreSQL in ${path}.`, patienceMs: recoveryMs }
  }
  try {
    return await start(path, entry)
  } finally {
    release()
  }
}

async function connect(folder: string, { pid, port }: Postmaster): Promise<Membership | Obstacle> {
  const password = await readFile(join(folder, 'password'), 'utf8')
  const url = `postgresql://compax:${password}@127.0.0.1:${port}/compax?sslmode=disable`
  try {
    return { url, pid, keeper: await connectKeeper(url) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const obstacle = `The embedded PostgreSQL (process ${pid}) refuses a connection: ${message}; its log is ${logFileOf(folder)}.`
    // Class 28: the server does not know the password of the file, and waiting will not change that.
    if (codeOf(error).startsWith('28')) throw new RefusedError(obstacle)
    return { obstacle, patienceMs: retryMs }
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** Under the lock of starters, by the only one: what it waited for may have been done meanwhile. */
async function start(path: string, { report, signal }: Entry): Promise<Membership | Obstacle> {
  await removeLeftovers(path)
  if ((await findClusterFolder(path)) === undefined) await createCluster(path, report, signal)
  const folder = (await findClusterFolder(path)) ?? path
  const { running, impostor } = await findPostmaster(dataFolderOf(folder))
  const obstacle =
    running === undefined ? await startServer(await openCluster(folder), { impostor, signal }) : undefined
  if (obstacle !== undefined) return { obstacle, patienceMs: retryMs }
  // Without another look at the signal: a server that was started must be joined to be stopped.
  const { running: started } = await findPostmaster(dataFolderOf(folder))
  if (started?.ready) return connect(folder, started)
  return { obstacle: `The embedded PostgreSQL in ${path} ended as soon as it had started.`, patienceMs: retryMs }
}
