/** `compax term`: the terms that timetables are imported into. */
import type { Command } from 'commander'
import pg from 'pg'
import { addTerm, checkTerm, describeTerm } from '../campus/importing/addTerm.ts'
import { withDatabase } from '../postgres/withDatabase.ts'
import type { CommandLine } from './commandLine.ts'

export function addTermCommand(program: Command, line: CommandLine): void {
  program
    .command('term')
    .description('the terms that timetables are for')
    .command('add')
    .description('add a term, both its first and its last day inside')
    .argument('<name>', 'such as "Fall 2026"')
    .requiredOption('--from <date>', 'its first day, such as 2026-09-07')
    .requiredOption('--to <date>', 'its last day')
    .option('--time-zone <zone>', 'IANA name; CAMPUS_TIME_ZONE when absent')
    .action((name: string, flags: TermFlags) => add(name, flags, line))
}

interface TermFlags {
  from: string
  to: string
  timeZone?: string
}

async function add(name: string, { from, to, timeZone }: TermFlags, line: CommandLine): Promise<void> {
  const settings = line.settings()
  const zone = timeZone ?? settings.campusTimeZone
  const term = checkTerm({ name, startsOn: from, endsOn: to, timeZone: zone })
  await withDatabase(
    settings,
    (text) => line.stderr.write(`${text}\n`),
    async (url) => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      try {
        const added = await addTerm(client, term)
        line.stdout.write(
          `${added ? 'Added the term' : 'Nothing to change: there is the term'} ${describeTerm(term)}.\n`,
        )
      } finally {
        await client.end()
      }
    },
  )
}
