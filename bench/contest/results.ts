/** Standings of a work as results: ours against each of the others. */
import type { Costs, Result } from '../report/figures.ts'
import { goalOf } from '../report/goals.ts'
import type { ReadWork } from '../works/work.ts'
import { statementsPerRequest } from './prepare.ts'
import type { RunningCompetitor } from './reads.ts'
import { medianOf, ratioOf, type Standing } from './rounds.ts'

export function resultsOf(
  work: ReadWork,
  standings: readonly Standing[],
  competitors: readonly RunningCompetitor[],
): Result[] {
  const [ours, ...others] = standings
  if (ours === undefined) return []
  const costsOf = (standing: Standing): Costs => {
    const prepared = competitors.find(({ competitor }) => competitor.name === standing.name)?.preparation.get(work)
    return {
      serverCpu: medianOf(standing, ({ serverCpu }) => serverCpu),
      databaseCpu: medianOf(standing, ({ databaseCpu }) => databaseCpu),
      statements: prepared === undefined ? undefined : statementsPerRequest(prepared),
      ...standing.latency,
    }
  }
  const bytes = meanBytes(competitors[0], work)
  return others.map((theirs): Result => {
    const ratio = ratioOf(ours, theirs)
    const goal = goalOf(work, theirs.name)
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

function meanBytes(ours: RunningCompetitor | undefined, work: ReadWork): number {
  const answers = ours?.preparation.get(work)?.answers ?? []
  const total = answers.reduce<number>((sum, answer) => sum + Buffer.byteLength(JSON.stringify({ data: answer })), 0)
  return Math.round(total / Math.max(1, answers.length))
}
