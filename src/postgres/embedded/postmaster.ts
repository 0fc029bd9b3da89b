/**
 * Which server runs on a data folder, read from the `postmaster.pid` that PostgreSQL keeps there. A file is stale when
 * its process is gone, or when another program has its number since. Nothing here removes the file: PostgreSQL does,
 * which also makes sure that no orphaned backend still writes.
 */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'

export interface Postmaster {
  readonly pid: number
  readonly port: number
  readonly ready: boolean
}

export interface Finding {
  readonly running?: Postmaster
  /**
   * A process that has the number which a stale file names: another program, or a dead server whose parent has not
   * reaped it
   */
  readonly impostor?: number
}

export async function findPostmaster(dataFolder: string): Promise<Finding> {
  const postmaster = await readPidFile(dataFolder)
  if (postmaster === undefined) return {}
  const command = await commandOf(postmaster.pid)
  if (command === 'gone') return exists(postmaster.pid) ? { impostor: postmaster.pid } : {}
  return servesFolder(command, dataFolder) ? { running: postmaster } : { impostor: postmaster.pid }
}

/** Fast shutdown: sessions are ended, and what they had not committed is undone. Resolves when the process is gone. */
export async function stopPostmaster(pid: number, timeoutMs: number): Promise<boolean> {
  try {
    process.kill(pid, 'SIGINT')
  } catch {
    return true
  }
  const deadline = performance.now() + timeoutMs
  while ((await commandOf(pid)) !== 'gone') {
    if (performance.now() > deadline) return false
    await setTimeout(20)
  }
  return true
}

/** Its lines: pid, folder, start, port, socket folder, address, shared memory, status. */
async function readPidFile(dataFolder: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** The command line of a process; also 'gone' for a process that has ended and waits for its parent to notice. */
async function commandOf(pid: number): Promise<string | undefined> {
  try {
    return process.platform === 'linux' ? await readProcess(pid) : await askPs(pid)
  } catch {
    return exists(pid) ? undefined : 'gone'
  }
}

async function readProcess(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The state follows the name, which is in parentheses and may hold anything.
  if (/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))) return 'gone'
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ')
}

async function askPs(pid: number): Promise<string> {
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'stat=', '-o', 'command=', '-p', String(pid)])
  const [, state = '', command = ''] = /^\s*(\S+)\s+(.*)/.exec(stdout) ?? []
  return state.startsWith('Z') ? 'gone' : `${command} `
}

/** In doubt the answer is yes, because a live server must never be displaced. */
function servesFolder(command: string | undefined, dataFolder: string): boolean {
  if (command === undefined) return true
  const isPostgres = /(^|\/)postgres(\.exe)?( |$)/.test(command)
  return isPostgres && (command.includes(`-D ${dataFolder} `) || !command.includes(' -D '))
}
