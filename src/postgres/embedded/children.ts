/**
 * Programs that run on the way to a server. Each has a process group of its own, so that Ctrl-C reaches the gateway
 * alone. Each ends with the gateway: when the signal aborts, and when the process exits.
 */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import type { Account } from './account.ts'

export interface RunOptions {
  input?: string
  signal?: AbortSignal | undefined
}

/** What the program printed. Rejects with its last words when it fails, and with the signal's reason. */
export async function runToEnd(account: Account, program: string, args: string[], options: RunOptions = {}) {
  options.signal?.throwIfAborted()
  const child = startChild(account, program, args, 'pipe')
  const release = endsWithUs(child, 'SIGKILL', options.signal)
  try {
    child.stdin?.on('error', () => {}).end(options.input ?? '')
    const output = collect(child)
    const status = await ended(child)
    options.signal?.throwIfAborted()
    if (status !== 0) throw new Error(complaintIn(output()) || `${program} ended with ${status}`)
    return output()
  } finally {
    release()
  }
}

export function startChild(account: Account, program: string, args: string[], stdio: StdioOptions): ChildProcess {
  const [command = program, ...rest] = [...account.prefix, program, ...args]
  const { uid, gid } = account
  return spawn(command, rest, {
    // The account that runs the program may not be able to enter our current folder.
    cwd: '/',
    detached: true,
    stdio,
    ...(uid !== undefined && gid !== undefined && { uid, gid }),
  })
}

/** Sends the signal to the child and its own children when we are asked to stop; until released. */
export function endsWithUs(child: ChildProcess, how: NodeJS.Signals, signal?: AbortSignal): () => void {
  const end = () => signalGroup(child, how)
  process.once('exit', end)
  signal?.addEventListener('abort', end)
  return () => {
    process.off('exit', end)
    signal?.removeEventListener('abort', end)
  }
}

/** The exit status, or the name of the signal that ended it. Rejects when it could not be started. */
export function ended(child: ChildProcess): Promise<number | string> {
  const { promise, resolve, reject } = Promise.withResolvers<number | string>()
  child.once('error', reject)
  child.once('close', (status, signal) => resolve(status ?? signal ?? 'no status'))
  return promise
}

function signalGroup(child: ChildProcess, how: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    // A negative number names the whole group.
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, how)
  } catch {
    // It ended just now.
  }
}

function collect(child: ChildProcess): () => string {
  const chunks: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString('utf8')
}

/** What PostgreSQL's programs say of an error, else the last words. */
const complaintIn = (output: string): string =>
  /(?:error|FATAL|PANIC): +(.*)/.exec(output)?.[1] ?? output.trimEnd().split('\n').at(-1) ?? ''
