/** What is aimed at, as least ratios of ours to theirs; rows without a goal are for information. */
import { type ReadWork, readWorks } from '../works/work.ts'

interface Goal {
  peer: string
  works: readonly string[]
  /** Of the answers; any size where it is left out */
  bytes?: number
  ratio: number
}

const wideReads: readonly ReadWork[] = ['finder', 'building', 'wide']

export const firstPage = 'first-page'

const goals: readonly Goal[] = [
  { peer: 'postgraphile', works: wideReads, ratio: 3 },
  { peer: 'mercurius-jit', works: readWorks, ratio: 2 },
  { peer: 'apollo-dataloader', works: readWorks, ratio: 10 },
  { peer: 'pgbench', works: readWorks, ratio: 0.45 },
  // A page costs the same at any depth: at most 1.2 times.
  { peer: firstPage, works: ['deep-page'], ratio: 1 / 1.2 },
  { peer: 'node-http', works: ['hit-memory', 'not-modified'], ratio: 0.9 },
  { peer: 'node-http', works: ['hit-redis'], bytes: 2000, ratio: 0.45 },
  { peer: 'node-http', works: ['hit-redis'], bytes: 20_000, ratio: 0.3 },
  { peer: 'apollo-cache', works: ['hit-memory'], ratio: 10 },
  { peer: 'yoga-cache', works: ['hit-memory'], ratio: 1.5 },
  { peer: 'mercurius-cache', works: ['hit-memory'], ratio: 1.5 },
]

export function goalOf({ work, peer, bytes }: { work: string; peer: string; bytes?: number }): number | undefined {
  return goals.find(
    (goal) =>
      goal.peer === peer &&
      goal.works.includes(work) &&
      (goal.bytes === undefined || bytes === undefined || goal.bytes === bytes),
  )?.ratio
}
