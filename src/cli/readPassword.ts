/**
 * Reads a password from the person who runs a command: from a terminal without showing it, else the first line of the
 * input.
 */
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { RefusedError } from '../operatorErrors.ts'
import type { CommandLine } from './commandLine.ts'

export async function readPassword({ stdin, stderr }: CommandLine): Promise<string> {
  const terminal = stdin.isTTY === true
  // A terminal shows what the line editor writes: here it writes into nothing.
  const reader = createInterface({ input: stdin, output: new PassThrough(), terminal })
  if (terminal) stderr.write('Password: ')
  try {
    const password = await new Promise<string | undefined>((resolve) => {
      reader.once('line', resolve)
      reader.once('close', () => resolve(undefined))
    })
    if (terminal) stderr.write('\n')
    if (password === undefined || password === '') throw new RefusedError('No password was given.')
    return password
  } finally {
    reader.close()
  }
}
