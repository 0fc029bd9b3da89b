/** The works that read, one after the other: all contestants are running, and each has a turn in every round. */
import type { ServerProcess } from '../measure/serverProcess.ts'
import type { Result } from '../report/figures.ts'
import { printWork } from '../report/table.ts'
import { readCampus } from '../works/campus.ts'
import { works } from '../works/index.ts'
import { contestantsOf } from './readContestants.ts'
import { type ReadsOptions, startCompetitors } from './reads.ts'
import { readResultsOptions, resultsOf } from './results.ts'
import { type RoundsOptions, runRounds } from './rounds.ts'

export interface RunOptions extends Omit<ReadsOptions, 'campus'> {
  rounds: RoundsOptions
  print(text: string): void
}

export async function measureReads(run: RunOptions): Promise<Result[]> {
  const running: ServerProcess[] = []
  try {
    const options = { ...run, campus: await readCampus(run.database.url) }
    const competitors = await startCompetitors(options, running)
    const results: Result[] = []
    for (const work of works) {
      const contestants = await contestantsOf(work, competitors, options, running)
      if (contestants.length < 2) continue
      run.report(`${work.name}: ${contestants.map(({ name }) => name).join(' ')}`)
      const standings = await runRounds(contestants, run.rounds)
      const found = resultsOf(standings, readResultsOptions(work.name, competitors))
      results.push(...found)
      run.print(printWork(found))
    }
    return results
  } finally {
    await Promise.allSettled(running.map((server) => server.stop()))
  }
}
