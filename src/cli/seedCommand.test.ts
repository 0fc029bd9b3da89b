import { PassThrough } from 'node:stream'
import { Command } from 'commander'
import { expect, it } from 'vitest'
import { UsageError } from '../operatorErrors.ts'
import { addSeedCommand } from './seedCommand.ts'

const run = (...flags: string[]) => {
  const program = new Command().exitOverride()
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() }
  const settings = () => {
    throw new Error('The settings were asked for.')
  }
  addSeedCommand(program, { ...streams, settings })
  return program.parseAsync(['node', 'compax', 'seed', ...flags])
}

it.each([
  ['--scale', '0', '--scale must be a whole number from 1 to 1000, not "0".'],
  ['--scale', '1001', '--scale must be a whole number from 1 to 1000, not "1001".'],
  ['--scale', '1.5', '--scale must be a whole number from 1 to 1000, not "1.5".'],
  ['--scale', 'many', '--scale must be a whole number from 1 to 1000, not "many".'],
  ['--seed', '-1', '--seed must be a whole number from 0 to 2147483647, not "-1".'],
  ['--seed', '2147483648', '--seed must be a whole number from 0 to 2147483647, not "2147483648".'],
])('refuses %s %s before it touches anything', async (flag, value, message) => {
  await expect(run(`${flag}=${value}`)).rejects.toThrow(new UsageError(message))
})

it('takes a scale and a seed', async () => {
  await expect(run('--scale', '100', '--seed', '7')).rejects.toThrow('The settings were asked for.')
})
