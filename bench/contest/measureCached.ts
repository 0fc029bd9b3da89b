/** The works whose answers are cached, for each size of answer. Hits from memory and from Redis share their rounds. */
import type { Result } from '../report/figures.ts'
import { goalOf } from '../report/goals.ts'
import { printWork } from '../report/table.ts'
import { answerSizes, type CachedWork, cachedWorks } from '../works/cachedMap.ts'
import { beforeFromRedis, type CachedField, closeField, enterAll, fromRedis, hasCache } from './cached.ts'
import { prepareContest } from './cachedContest.ts'
import { earlier } from './competitor.ts'
import type { RunOptions } from './measureReads.ts'
import { resultsOf } from './results.ts'
import { runRounds, type Standing } from './rounds.ts'

export async function measureCached(run: RunOptions): Promise<Result[]> {
  const { wants, quick } = run
  const isAsked = (work: CachedWork, peer: string) =>
    wants(work, peer) && (!quick || peer === earlier || goalOf({ work, peer }) !== undefined)
  const asked = (peer: string) => cachedWorks.some((work) => isAsked(work, peer))
  const everybody = [earlier, 'node-http', 'apollo-cache', 'yoga-cache', 'mercurius-cache']
  if (!everybody.some(asked)) return []
  const field: CachedField = { entrants: [], closing: [] }
  try {
    await enterAll(field, { ...run, wants: asked })
    const [memory] = field.entrants
    if (memory === undefined || !(await hasCache(memory))) {
      run.report('Ours does not answer from its cache: the rows of cached answers are left out.')
      return []
    }
    const results: Result[] = []
    for (const bytes of answerSizes) {
      for (const found of await measureSize(bytes, field, run)) {
        const kept = found.filter(({ work, peer }) => isAsked(work as CachedWork, peer)) // by its own name below
        results.push(...kept)
        run.print(printWork(kept))
      }
    }
    return results
  } finally {
    await closeField(field)
  }
}

async function measureSize(bytes: number, field: CachedField, run: RunOptions): Promise<Result[][]> {
  const { hits, notModified } = await prepareContest(bytes, field, run)
  const report = (work: CachedWork, standings: Standing[]) =>
    resultsOf(standings, { work, bytes, statementsOf: () => undefined })
  run.report(`${bytes} bytes: ${hits.map(({ name }) => name).join(' ')}`)
  const standings = await runRounds(hits, run.rounds)
  const own = new Set(['ours', fromRedis, earlier, beforeFromRedis])
  const others = standings.filter(({ name }) => !own.has(name))
  const memory = standings.filter(({ name }) => name === 'ours' || name === earlier)
  const redis = standings
    .filter(({ name }) => name === fromRedis || name === beforeFromRedis)
    .map((standing) => (standing.name === beforeFromRedis ? { ...standing, name: earlier } : standing))
  const found = [report('hit-memory', [...memory, ...others]), report('hit-redis', [...redis, ...others])]
  if (notModified.length > 0) found.push(report('not-modified', await runRounds(notModified, run.rounds)))
  return found
}
