import { PassThrough } from 'node:stream'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addMigrateCommand } from '../../src/cli/migrateCommand.ts'
import { readSettings } from '../../src/settings.ts'
import { emptyDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await emptyDatabase()
})

afterEach(() => database.drop())

test('compax migrate names what it applies, and says when there is nothing to do', async () => {
  expect(await migrate()).toMatch(/^(Applied the migration \d+_\w+\.\n)+The database is up to date\.\n$/)
  expect(await migrate()).toBe('The database is up to date.\n')
})

async function migrate(): Promise<string> {
  const stdout = new PassThrough({ encoding: 'utf8' })
  const program = new Command()
  const settings = () => readSettings({ DATABASE_URL: database.url })
  addMigrateCommand(program, { settings, stdout, stderr: new PassThrough(), stdin: new PassThrough() })
  await program.parseAsync(['migrate'], { from: 'user' })
  return stdout.read()
}
