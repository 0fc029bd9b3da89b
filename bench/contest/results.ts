/** Standings as results: ours against each of the others. */
import type { Costs, Result } from '../report/figures.ts'
import { goalOf } from '../report/goals.ts'
import type { ReadWork } from '../works/work.ts'
import { bytesOf, statementsPerRequest } from './prepare.ts'
import type { RunningCompetitor } from './reads.ts'
import { medianOf, ratioOf, type Standing } from './rounds.ts'

export interface ResultsOptions {
  work: string
  bytes: number
  /** Statements for each request of the contestant with this name */
  statementsOf(name: string): number | undefined
}

/** The first standing is ours. */
export function resultsOf(standings: readonly Standing[], { work, bytes, statementsOf }: ResultsOptions): Result[] {
  const [ours, ...others] = standings
  if (ours === undefined) return []
  const costsOf = (standing: Standing): Costs => ({
    serverCpu: medianOf(standing, ({ serverCpu }) => serverCpu),
    databaseCpu: medianOf(standing, ({ databaseCpu }) => databaseCpu),
    statements: statementsOf(standing.name),
    ...standing.latency,
  })
  return others.map((theirs): Result => {
    const ratio = ratioOf(ours, theirs)
    const goal = goalOf({ work, peer: theirs.name, bytes })
    return {
      work,
      peer: theirs.name,
      bytes,
      ratio,
      ours: medianOf(ours, ({ perSecond }) => perSecond) ?? Number.NaN,
      theirs: medianOf(theirs, ({ perSecond }) => perSecond) ?? Number.NaN,
      unit: 'requests/s',
      rounds: ours.samples.length,
      costs: { ours: costsOf(ours), theirs: costsOf(theirs) },
      ...(goal === undefined ? {} : { goal: { ratio: goal, met: ratio >= goal } }),
    }
  })
}

/** What was found out about a work that reads, while all contestants were being prepared. */
export function readResultsOptions(work: ReadWork, competitors: readonly RunningCompetitor[]): ResultsOptions {
  const preparationOf = (name: string) => competitors.find(({ competitor }) => competitor.name === name)?.preparation
  return {
    work,
    bytes: bytesOf(preparationOf('ours') ?? new Map(), { name: work }),
    statementsOf: (name) => {
      const prepared = preparationOf(name)?.get(work)
      return prepared === undefined ? undefined : statementsPerRequest(prepared)
    },
  }
}
