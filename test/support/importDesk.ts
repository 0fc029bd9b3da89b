/** A database, a folder for files, and the commands that bring the one into the other, run in this process. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Command } from 'commander'
import pg from 'pg'
import { describeFailure } from '../../src/cli/failure.ts'
import { addImportCommand } from '../../src/cli/importCommand.ts'
import { addTermCommand } from '../../src/cli/termCommand.ts'
import { tables } from '../../src/generated/tables.ts'
import { readSettings } from '../../src/settings.ts'
import { freshDatabase } from './database.ts'

export interface Outcome {
  exitStatus: number
  stdout: string
  stderr: string
  /** Standard output without its last line, which sums up */
  refused: string[]
  summary: string
}

export type ImportDesk = Awaited<ReturnType<typeof createImportDesk>>

export async function createImportDesk() {
  const database = await freshDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'compax-import-'))
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  return {
    url: database.url,
    folder,
    run: (...args: string[]) => run(database.url, args),
    async write(name: string, content: string | Buffer): Promise<string> {
      await writeFile(join(folder, name), content)
      return join(folder, name)
    },
    async query<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
      return (await client.query<Row>(sql, values)).rows
    },
    /** Changes when any row of any table does. */
    digest: () => digest(client),
    async end(): Promise<void> {
      await client.end()
      await database.drop()
      await rm(folder, { recursive: true })
    },
  }
}

async function run(url: string, args: string[]): Promise<Outcome> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const printed = Promise.all([text(stdout), text(stderr)])
  const program = new Command('compax').exitOverride().configureOutput({
    writeOut: (part) => stdout.write(part),
    writeErr: (part) => stderr.write(part),
  })
  const line = { stdin: new PassThrough(), stdout, stderr, settings: () => readSettings({ DATABASE_URL: url }) }
  addImportCommand(program, line)
  addTermCommand(program, line)
  const exitStatus = await program.parseAsync(args, { from: 'user' }).then(
    () => 0,
    (error: unknown) => {
      const failure = describeFailure(error, true)
      stderr.write(failure.text)
      return failure.exitStatus
    },
  )
  stdout.end()
  stderr.end()
  const [out, err] = await printed
  const lines = out.split('\n').slice(0, -1)
  return { exitStatus, stdout: out, stderr: err, refused: lines.slice(0, -1), summary: lines.at(-1) ?? '' }
}

async function digest(client: pg.Client): Promise<string> {
  const parts = Object.values(tables).map(
    ({ name }) => `select '${name}' as name, md5(string_agg(t::text, '|' order by t::text)) as rows from ${name} t`,
  )
  const { rows } = await client.query(`${parts.join(' union all ')} order by name`)
  return JSON.stringify(rows)
}
