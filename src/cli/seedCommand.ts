/** `compax seed`: an invented campus of any size into an empty database. */
import type { Command } from 'commander'
import pg from 'pg'
import { seedCampus } from '../campus/seeding/seedCampus.ts'
import { UsageError } from '../operatorErrors.ts'
import { withDatabase } from '../postgres/withDatabase.ts'
import type { CommandLine } from './commandLine.ts'
import { createProgress } from './progress.ts'

interface SeedFlags {
  scale: number
  seed: number
}

export function addSeedCommand(program: Command, line: CommandLine): void {
  program
    .command('seed')
    .description('fill an empty database with an invented campus')
    .option(
      '--scale <n>',
      'campuses of about 250 spaces and 20,000 bookings, 1 to 1000',
      wholeNumber('--scale', 1, 1000),
      1,
    )
    .option(
      '--seed <s>',
      'the same seed gives the same campus on the same day',
      wholeNumber('--seed', 0, 2147483647),
      1,
    )
    .action(async (flags: SeedFlags) => {
      await seed(flags, line)
    })
}

async function seed(flags: SeedFlags, line: CommandLine): Promise<void> {
  const { stdout, stderr } = line
  const settings = line.settings()
  const options = { ...flags, now: new Date(), timeZone: settings.campusTimeZone }
  const progress = createProgress(stderr)
  const startedMs = performance.now()
  const report = (text: string) => void stderr.write(`${text}\n`)
  const counts = await withDatabase(settings, report, (url) =>
    connected(url, (client) => seedCampus(client, options, progress)),
  )
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  const loaded = Object.entries(counts).map(
    ([table, count]) => `${count.toLocaleString('en')} ${table.replace('_', ' ')}`,
  )
  progress.done(`Seeded in ${seconds} s.`)
  stdout.write(`${loaded.join('\n')}\n`)
}

async function connected<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

function wholeNumber(flag: string, least: number, most: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN
    if (number >= least && number <= most) return number
    throw new UsageError(`${flag} must be a whole number from ${least} to ${most}, not ${JSON.stringify(value)}.`)
  }
}
