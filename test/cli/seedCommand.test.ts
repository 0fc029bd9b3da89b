import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Command } from 'commander'
import { expect, it } from 'vitest'
import { addSeedCommand } from '../../src/cli/seedCommand.ts'
import { RefusedError } from '../../src/operatorErrors.ts'
import { readSettings } from '../../src/settings.ts'
import { freshDatabase } from '../support/database.ts'

it('fills an empty database, says what with, and refuses to do so twice', async () => {
  const database = await freshDatabase()
  const seed = async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const program = new Command()
    const settings = () => readSettings({ DATABASE_URL: database.url })
    addSeedCommand(program, { stdin: new PassThrough(), stdout, stderr, settings })
    await program.parseAsync(['node', 'compax', 'seed', '--seed', '5']).finally(() => {
      stdout.end()
      stderr.end()
    })
    return Promise.all([text(stdout), text(stderr)])
  }
  const [output, progress] = await seed()
  expect(output.split('\n')).toEqual(expect.arrayContaining(['18 buildings', '256 spaces', '3 term breaks']))
  expect(progress).toMatch(/\nSeeded in \d+\.\d s\.\n$/)
  await expect(seed()).rejects.toThrow(RefusedError)
  await database.drop()
})
