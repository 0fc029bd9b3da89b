/** The works that read: everybody prepared and checked, then started, then measured work by work. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BenchDatabase } from '../database/benchDatabase.ts'
import { ask } from '../measure/ask.ts'
import { bestClients, transactionsPerSecond, writeScripts } from '../measure/pgbench.ts'
import { type ServerProcess, startServer } from '../measure/serverProcess.ts'
import { writeScript } from '../measure/wrk.ts'
import { nodeHttpEntry, readPeers } from '../peers/index.ts'
import { dataFolder } from '../places.ts'
import { firstPage, goalOf } from '../report/goals.ts'
import type { Campus } from '../works/campus.ts'
import { works } from '../works/index.ts'
import type { Variables, Work } from '../works/work.ts'
import { type Competitor, competitorOf, databaseUrlOf, ours, register } from './competitor.ts'
import { type Contestant, serverContestant } from './contestant.ts'
import { graphqlRequest } from './operations.ts'
import { type Preparation, prepare } from './prepare.ts'

export interface ReadsOptions {
  database: BenchDatabase
  campus: Campus
  quick: boolean
  /** Whether this row was asked for */
  wants(work: string, peer: string): boolean
  report(line: string): void
}

export interface RunningCompetitor {
  competitor: Competitor
  server: ServerProcess
  headers: Record<string, string>
  preparation: Preparation
}

export const floors = ['pgbench', 'node-http'] as const

const runFolder = join(dataFolder, 'run')

/** Who takes part in which work. In a quick run those who have a goal there. */
export function worksOf(peer: string, { quick, wants }: ReadsOptions): Work[] {
  return works.filter(({ name }) => wants(name, peer) && (!quick || goalOf(name, peer) !== undefined))
}

/** Ours, and every peer that is asked for. What is started is also ended with `running`, however this ends. */
export async function startCompetitors(options: ReadsOptions, running: ServerProcess[]): Promise<RunningCompetitor[]> {
  const { database, campus, report } = options
  await mkdir(runFolder, { recursive: true })
  const started: RunningCompetitor[] = []
  const begin = async (competitor: Competitor, asked: readonly Work[]) => {
    report(`Checking ${competitor.name}.`)
    const reference = started[0]?.preparation
    const preparation = await prepare(competitor, {
      works: asked,
      campus,
      database,
      compared: 8,
      ...(reference === undefined ? {} : { reference }),
    })
    const server = await competitor.start(databaseUrlOf(competitor, database))
    running.push(server)
    const headers = await competitor.headers(server)
    for (const work of asked) {
      const [variables = {}] = preparation.get(work.name)?.variables ?? []
      await register(server, work.dialects[competitor.dialect].operation, { variables, headers })
    }
    started.push({ competitor, server, headers, preparation })
  }
  const peers = readPeers.map((peer) => ({ peer, asked: worksOf(peer.name, options) }))
  const others = [...floors, firstPage].flatMap((floor) => worksOf(floor, options))
  const anybody = new Set([...peers.flatMap(({ asked }) => asked), ...others])
  await begin(
    ours(),
    works.filter((work) => anybody.has(work)),
  )
  for (const { peer, asked } of peers) if (asked.length > 0) await begin(competitorOf(peer), asked)
  return started
}

/** Ours first, then the peers of this work, then its floors. */
export async function contestantsOf(
  work: Work,
  competitors: readonly RunningCompetitor[],
  options: ReadsOptions,
  running: ServerProcess[],
): Promise<Contestant[]> {
  const contestants: Contestant[] = []
  const [first] = competitors
  if (first === undefined) return []
  for (const one of competitors) {
    const variables = one.preparation.get(work.name)?.variables
    if (variables !== undefined) contestants.push(await graphqlContestant(one, work, variables, options))
  }
  if (isAsked(work, firstPage, options)) {
    contestants.push({ ...(await graphqlContestant(first, work, [{ after: null }], options)), name: firstPage })
  }
  if (isAsked(work, 'pgbench', options)) contestants.push(await pgbenchContestant(first, work, options))
  if (isAsked(work, 'node-http', options)) contestants.push(await nodeHttpContestant(first, work, options, running))
  return contestants
}

const isAsked = (work: Work, peer: string, options: ReadsOptions): boolean =>
  (peer !== firstPage || work.isPaged === true) && worksOf(peer, options).includes(work)

async function graphqlContestant(
  { competitor, server, headers }: RunningCompetitor,
  work: Work,
  variables: readonly Variables[],
  { database }: ReadsOptions,
): Promise<Contestant> {
  const { operation } = work.dialects[competitor.dialect]
  const file = join(runFolder, `${competitor.name}-${work.name}-${variables.length}.lua`)
  const requests = variables.map((one) => graphqlRequest(operation, one, { headers }))
  return serverContestant({
    name: competitor.name,
    server,
    script: await writeScript(file, requests),
    postmaster: database.postmaster,
  })
}

async function pgbenchContestant(
  { preparation }: RunningCompetitor,
  work: Work,
  { database, report }: ReadsOptions,
): Promise<Contestant> {
  const scripts = await writeScripts(runFolder, work.name, preparation.get(work.name)?.statements ?? [])
  const clients = await bestClients(database.url, scripts)
  report(`  pgbench does best with ${clients} clients.`)
  return {
    name: 'pgbench',
    warmUp: async () => {},
    measure: async (seconds) => ({
      perSecond: await transactionsPerSecond(database.url, scripts, { clients, seconds }),
    }),
  }
}

async function nodeHttpContestant(
  { competitor, server, headers, preparation }: RunningCompetitor,
  work: Work,
  { database }: ReadsOptions,
  running: ServerProcess[],
): Promise<Contestant> {
  const { operation } = work.dialects[competitor.dialect]
  const variables = preparation.get(work.name)?.variables ?? []
  const requests = variables.map((one) => graphqlRequest(operation, one, { headers }))
  const bodies: string[] = []
  for (const request of requests.slice(0, 16)) bodies.push((await ask(server.origin, request)).text)
  const path = `/${work.name}`
  const answers = join(runFolder, `${work.name}-answers.json`)
  await writeFile(answers, JSON.stringify({ [path]: { headers: { 'content-type': 'application/json' }, bodies } }))
  const floor = await startServer({ name: 'node-http', command: [nodeHttpEntry], env: { ANSWERS: answers } })
  running.push(floor)
  const script = await writeScript(
    join(runFolder, `node-http-${work.name}.lua`),
    requests.map((request) => ({ ...request, path })),
  )
  return serverContestant({ name: 'node-http', server: floor, script, postmaster: database.postmaster })
}
