/** What is aimed at, as least ratios of ours to theirs; rows without a goal are for information. */
import { type ReadWork, readWorks } from '../works/work.ts'

interface Goal {
  peer: string
  works: readonly string[]
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
]

export function goalOf(work: string, peer: string): number | undefined {
  return goals.find((goal) => goal.peer === peer && goal.works.includes(work))?.ratio
}
