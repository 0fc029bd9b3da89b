/**
 * Every contestant has a turn in each round, so that a disturbance of the machine affects all of them. Ratios are
 * within a round.
 */
import type { Latency } from '../measure/latency.ts'
import { median } from '../measure/median.ts'
import type { Contestant, Sample } from './contestant.ts'

export interface Standing {
  name: string
  samples: Sample[]
  /** At half of the median throughput */
  latency?: Latency
}

export interface RoundsOptions {
  rounds: number
  seconds: number
  /** Of the measuring of latencies; none is measured when left out */
  latencySeconds?: number
  report(line: string): void
}

export async function runRounds(contestants: readonly Contestant[], options: RoundsOptions): Promise<Standing[]> {
  const { rounds, seconds, latencySeconds, report } = options
  for (const contestant of contestants) await contestant.warmUp(seconds)
  const standings = contestants.map(({ name }): Standing => ({ name, samples: [] }))
  const out = new Set<Contestant>()
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      // Each round begins with another contestant, so that none always follows the same one.
      const index = (turn + round) % contestants.length
      const [contestant, standing] = [contestants[index], standings[index]]
      if (contestant === undefined || standing === undefined || out.has(contestant)) continue
      try {
        standing.samples.push(await contestant.measure(seconds))
      } catch (error) {
        // Without ours there is nothing to compare with. A peer that cannot answer drops out of this work, and the run
        // goes on.
        if (index === 0) throw error
        out.add(contestant)
        report(`  ${error instanceof Error ? error.message : String(error)} It is out.`)
      }
    }
    report(`  round ${round + 1}/${rounds}`)
  }
  const staying = contestants.filter((contestant) => !out.has(contestant))
  const standing = standings.filter((_, index) => staying.includes(contestants[index] as Contestant))
  if (latencySeconds !== undefined) await addLatencies(staying, standing, latencySeconds)
  return standing
}

async function addLatencies(contestants: readonly Contestant[], standings: Standing[], seconds: number): Promise<void> {
  for (const [index, { latency }] of contestants.entries()) {
    const standing = standings[index]
    if (latency === undefined || standing === undefined) continue
    const perSecond = (medianOf(standing, (sample) => sample.perSecond) ?? 0) / 2
    // At least a hundred answers, so that one in a hundred exists.
    standing.latency = await latency(perSecond, Math.min(30, Math.max(seconds, 100 / perSecond)))
  }
}

/** The median over rounds of ours ÷ theirs in the same round. */
export function ratioOf(ours: Standing, theirs: Standing): number {
  return median(
    ours.samples.map(({ perSecond }, round) => perSecond / (theirs.samples[round]?.perSecond ?? Number.NaN)),
  )
}

export function medianOf(standing: Standing, value: (sample: Sample) => number | undefined): number | undefined {
  const values = standing.samples.map(value).filter((one) => one !== undefined)
  return values.length === 0 ? undefined : median(values)
}
