/** `npm run bench`: everything in order, from what the machine must have to the figures. */

import { mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { contestantsOf } from './contest/readContestants.ts'
import { startCompetitors } from './contest/reads.ts'
import { resultsOf } from './contest/results.ts'
import { runRounds } from './contest/rounds.ts'
import { openBenchDatabase } from './database/benchDatabase.ts'
import type { ServerProcess } from './measure/serverProcess.ts'
import { type BenchOptions, readOptions, usage } from './options.ts'
import { dataFolder, projectFolder } from './places.ts'
import { drawChart } from './report/chart.ts'
import { describeMachine, type Figures, type Result } from './report/figures.ts'
import { legend, printWork } from './report/table.ts'
import { installPeers, missingPrograms } from './requirements.ts'
import { readCampus } from './works/campus.ts'
import { works } from './works/index.ts'

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
  const isWhole = options.works.length === 0 && options.peers.length === 0 && !options.quick
  const svg = options.svg ?? (isWhole ? join(projectFolder, 'docs/performance.svg') : undefined)
  const titles = new Map(works.map(({ name, title }) => [name as string, title]))
  if (svg !== undefined) await writeFile(svg, drawChart(figures.results, titles, figures.machine))
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
  const { quick, rounds, seconds } = options
  const wants = (work: string, peer: string) =>
    (options.works.length === 0 || options.works.includes(work)) &&
    (options.peers.length === 0 || options.peers.includes(peer))
  const database = await openBenchDatabase(report)
  const running: ServerProcess[] = []
  try {
    const readsOptions = { database, campus: await readCampus(database.url), quick, wants, report }
    const competitors = await startCompetitors(readsOptions, running)
    const latency = quick ? {} : { latencySeconds: seconds }
    const roundsOptions = { rounds, seconds, warmUpSeconds: seconds, report, ...latency }
    const results: Result[] = []
    for (const work of works) {
      const contestants = await contestantsOf(work, competitors, readsOptions, running)
      if (contestants.length < 2) continue
      report(`${work.name}: ${contestants.map(({ name }) => name).join(' ')}`)
      const standings = await runRounds(contestants, roundsOptions)
      const found = resultsOf(work.name, standings, competitors)
      results.push(...found)
      process.stdout.write(printWork(`${work.name}: ${work.title}`, found))
    }
    process.stdout.write(legend)
    const machine = describeMachine(await versionOf(database.url))
    return { machine, node: process.versions.node, date: new Date().toISOString(), results }
  } finally {
    await Promise.allSettled(running.map((server) => server.stop()))
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
