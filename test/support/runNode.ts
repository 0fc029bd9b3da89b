/** A process of its own for a test, on the Node that runs the tests, with nothing of the machine's settings. */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

export interface RunOptions {
  cwd?: string
  env?: Record<string, string>
}

export interface Outcome {
  /** null when a signal ended it */
  exitStatus: number | null
  stdout: string
  stderr: string
}

export async function runNode(args: string[], options: RunOptions = {}): Promise<Outcome> {
  const child = startNode(args, options)
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve))
  child.stdin.end()
  const [stdout, stderr, exitStatus] = await Promise.all([text(child.stdout), text(child.stderr), exited])
  return { exitStatus, stdout, stderr }
}

export const startNode = (args: string[], { cwd, env = {} }: RunOptions = {}) =>
  spawn(process.execPath, args, { cwd, env: { PATH: process.env.PATH, ...env }, stdio: 'pipe' })
