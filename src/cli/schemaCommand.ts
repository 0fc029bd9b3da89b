/** `compax schema`: what a change of the schema means for the clients of the published one. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Command, Option } from 'commander'
import { type GraphQLSchema, Source } from 'graphql'
import { compareSchemas } from '../contract/compareSchemas.ts'
import { printBaseline } from '../contract/printBaseline.ts'
import { printReport, type ReportFormat } from '../contract/printReport.ts'
import { breaks } from '../contract/report.ts'
import { assertOperationsHold, createManifest, printManifest, readOperations } from '../gateway/operations/manifest.ts'
import { buildSchemaFrom, readSchema } from '../gateway/schema/loadSchema.ts'
import { RefusedError, UsageError } from '../operatorErrors.ts'
import type { CommandLine } from './commandLine.ts'

export function addSchemaCommand(program: Command, line: CommandLine): void {
  const schema = program.command('schema').description('compare with the published schema, or publish')
  schema
    .command('check')
    .description('say what would break clients of the published schema')
    .option('--against <file>', 'compare with this schema instead of the published one')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action((options: CheckOptions) => check(options, line))
  schema
    .command('publish')
    .description('make the working schema the one clients may rely on')
    .action(() => publish(line))
}

interface CheckOptions {
  against?: string
  format: ReportFormat
}

const publishedFolder = join(import.meta.dirname, '../../schema/published')
const published = { api: join(publishedFolder, 'api.graphql'), operations: join(publishedFolder, 'operations.json') }

async function check({ against, format }: CheckOptions, { stdout }: CommandLine): Promise<void> {
  const baseline = against === undefined ? readPublished() : readBaseline(against)
  const report = await compareSchemas(baseline, readSchema(), readOperations())
  stdout.write(printReport(report, format))
  if (breaks(report)) {
    throw new RefusedError(
      'The working schema breaks what clients rely on. Undo that, or, where no client is left that minds, run `compax schema publish`.',
    )
  }
}

async function publish({ stdout }: CommandLine): Promise<void> {
  const working = readSchema()
  const operations = readOperations()
  assertOperationsHold(working, operations)
  const before = existsSync(published.api) ? readPublished() : undefined
  write(published.api, printBaseline(working))
  write(published.operations, printManifest(createManifest(operations)))
  if (before === undefined) stdout.write('The schema is published for the first time.\n')
  else stdout.write(printReport(await compareSchemas(before, working, operations), 'text'))
}

function readPublished(): GraphQLSchema {
  if (existsSync(published.api)) return readBaseline(published.api)
  throw new UsageError('No schema is published yet. Run `compax schema publish` to make the working one the baseline.')
}

function readBaseline(file: string): GraphQLSchema {
  try {
    return buildSchemaFrom([new Source(readFileSync(file, 'utf8'), file)])
  } catch (error) {
    if (error instanceof RefusedError) throw new UsageError(`This is no GraphQL schema: ${error.message}`)
    throw new UsageError(`Cannot read a schema from ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}
