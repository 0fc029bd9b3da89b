/** Who takes part in the rounds of a work that reads, ready to be measured. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ask } from '../measure/ask.ts'
import { bestClients, transactionsPerSecond, writeScripts } from '../measure/pgbench.ts'
import { type ServerProcess, startServer } from '../measure/serverProcess.ts'
import { nodeHttpEntry } from '../peers/index.ts'
import { runFolder } from '../places.ts'
import { firstPage } from '../report/goals.ts'
import type { Variables, Work } from '../works/work.ts'
import { atLeastHalfOf, type Contestant, patient, quickPatience, serverContestant } from './contestant.ts'
import { graphqlRequest } from './operations.ts'
import { bytesOf } from './prepare.ts'
import { type ReadsOptions, type RunningCompetitor, worksOf } from './reads.ts'

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
    contestants.push(await graphqlContestant(first, work, [{ after: null }], options))
  }
  if (isAsked(work, 'pgbench', options)) contestants.push(await pgbenchContestant(first, work, options))
  if (isAsked(work, 'node-http', options)) contestants.push(await nodeHttpContestant(first, work, options, running))
  return contestants
}

const isAsked = (work: Work, peer: string, options: ReadsOptions): boolean =>
  (peer !== firstPage || work.isPaged === true) && worksOf(peer, options).includes(work)

async function graphqlContestant(
  { competitor, server, headers, preparation }: RunningCompetitor,
  work: Work,
  variables: readonly Variables[],
  options: ReadsOptions,
): Promise<Contestant> {
  const { operation } = work.dialects[competitor.dialect]
  const name = variables.length === 1 ? firstPage : competitor.name
  return serverContestant({
    name,
    server,
    requests: variables.map((one) => graphqlRequest(operation, one, { headers })),
    postmaster: options.database.postmaster,
    patience: options.quick ? quickPatience : patient,
    isExpected: atLeastHalfOf(bytesOf(preparation, work)),
    report: options.report,
    file: join(runFolder, `${name}-${work.name}`),
  })
}

async function pgbenchContestant(
  { preparation }: RunningCompetitor,
  work: Work,
  { database, quick, report }: ReadsOptions,
): Promise<Contestant> {
  const scripts = await writeScripts(runFolder, work.name, preparation.get(work.name)?.statements ?? [])
  const clients = await bestClients(database.floorUrl, scripts, { quick })
  report(`  pgbench does best with ${clients} clients.`)
  return {
    name: 'pgbench',
    warmUp: async () => {},
    measure: async (seconds) => ({
      perSecond: await transactionsPerSecond(database.floorUrl, scripts, { clients, seconds }),
    }),
  }
}

async function nodeHttpContestant(
  { competitor, server, headers, preparation }: RunningCompetitor,
  work: Work,
  options: ReadsOptions,
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
  return serverContestant({
    name: 'node-http',
    server: floor,
    requests: requests.map((request) => ({ ...request, path })),
    postmaster: options.database.postmaster,
    patience: options.quick ? quickPatience : patient,
    isExpected: atLeastHalfOf(bytesOf(preparation, work)),
    report: options.report,
    file: join(runFolder, `node-http-${work.name}`),
  })
}
