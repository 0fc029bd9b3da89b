/** All contestants of the works that read: they are prepared and checked, then started anew for the rounds. */
import { mkdir } from 'node:fs/promises'
import type { BenchDatabase } from '../database/benchDatabase.ts'
import type { ServerProcess } from '../measure/serverProcess.ts'
import { readPeers } from '../peers/index.ts'
import { runFolder } from '../places.ts'
import { firstPage, goalOf } from '../report/goals.ts'
import type { Campus } from '../works/campus.ts'
import { works } from '../works/index.ts'
import type { Work } from '../works/work.ts'
import { type Competitor, competitorOf, databaseUrlOf, earlier, ours, oursBefore, register } from './competitor.ts'
import { type Preparation, prepare } from './prepare.ts'

export interface ReadsOptions {
  database: BenchDatabase
  campus: Campus
  quick: boolean
  /** The folder of another checkout of the product */
  before: string | undefined
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

const floors = ['pgbench', 'node-http'] as const

/** Which works each peer takes part in. In a quick run only the works for which it has a goal. */
export function worksOf(peer: string, { quick, wants }: ReadsOptions): Work[] {
  return works.filter(
    ({ name }) => wants(name, peer) && (!quick || peer === earlier || goalOf({ work: name, peer }) !== undefined),
  )
}

/**
 * Starts ours, and every peer that is asked for. Each started server is also ended with `running`, even when this
 * fails.
 */
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
      compared: options.quick ? 4 : 8,
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
  const others = [...floors, firstPage, earlier].flatMap((floor) => worksOf(floor, options))
  const anybody = new Set([...peers.flatMap(({ asked }) => asked), ...others])
  if (anybody.size === 0) return []
  await begin(
    ours(),
    works.filter((work) => anybody.has(work)),
  )
  const { before } = options
  if (before !== undefined) await begin(oursBefore(before), worksOf(earlier, options))
  for (const { peer, asked } of peers) if (asked.length > 0) await begin(competitorOf(peer), asked)
  return started
}
