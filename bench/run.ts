/** `npm run bench`: everything in order, from what the machine must have to the figures. */

import { mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { earlier } from './contest/competitor.ts'
import { measureCached } from './contest/measureCached.ts'
import { measureReads } from './contest/measureReads.ts'
import { openBenchDatabase } from './database/benchDatabase.ts'
import { type BenchOptions, readOptions, usage } from './options.ts'
import { dataFolder, projectFolder } from './places.ts'
import { drawChart } from './report/chart.ts'
import { describeMachine, type Figures } from './report/figures.ts'
import { legend } from './report/table.ts'
import { installPeers, missingPrograms } from './requirements.ts'

const print = (text: string): void => void process.stdout.write(text)
const report = (line: string): void => void process.stderr.write(`${line}\n`)

// Node warns that taking types away is experimental, in each of a dozen processes.
process.removeAllListeners('warning')
process.exitCode = await main()

async function main(): Promise<number> {
  const options = parsed(process.argv.slice(2))
  if (typeof options === 'number') return options
  const missing = missingPrograms()
  if (missing.length > 0) {
    report(missing.join('\n'))
    return 2
  }
  mkdirSync(dataFolder, { recursive: true })
  installPeers(report)
  const figures = await measure(options)
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(figures, null, 2)}\n`)
  const isWhole =
    options.works.length === 0 && options.peers.length === 0 && !options.quick && options.before === undefined
  const svg = options.svg ?? (isWhole ? join(projectFolder, 'docs/performance.svg') : undefined)
  if (svg !== undefined) await writeFile(svg, drawChart(figures.results, figures.machine))
  return 0
}

function parsed(args: string[]): BenchOptions | number {
  try {
    const options = readOptions(args)
    if (options !== 'help') return options
    process.stdout.write(usage)
    return 0
  } catch (error) {
    report(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    return 2
  }
}

async function measure(options: BenchOptions): Promise<Figures> {
  const { quick, before, rounds, seconds } = options
  const wants = (work: string, peer: string) =>
    (before === undefined || peer === earlier) &&
    (options.works.length === 0 || options.works.includes(work)) &&
    (options.peers.length === 0 || options.peers.includes(peer))
  const database = await openBenchDatabase(report)
  try {
    const latency = quick ? {} : { latencySeconds: seconds }
    const run = { database, quick, before, wants, report, rounds: { rounds, seconds, report, ...latency }, print }
    const results = [...(await measureReads(run)), ...(await measureCached(run))]
    print(legend)
    const machine = describeMachine(await versionOf(database.url))
    return { machine, node: process.versions.node, date: new Date().toISOString(), results }
  } finally {
    await database.leave()
  }
}

async function versionOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return rows[0]?.server_version ?? ''
  } finally {
    await client.end()
  }
}
