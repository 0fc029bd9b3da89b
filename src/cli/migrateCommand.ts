/** `compax migrate`: brings the database up to date, as every start does, and does nothing else. */
import type { Command } from 'commander'
import { withDatabase } from '../postgres/withDatabase.ts'
import type { CommandLine } from './commandLine.ts'

export function addMigrateCommand(program: Command, line: CommandLine): void {
  program
    .command('migrate')
    .description('apply the migrations that the database lacks')
    .action(() => migrate(line))
}

async function migrate({ settings, stdout }: CommandLine): Promise<void> {
  await withDatabase(
    settings(),
    (text) => stdout.write(`${text}\n`),
    async () => stdout.write('The database is up to date.\n'),
  )
}
