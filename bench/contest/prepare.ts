/**
 * What has to be known of a competitor before it is timed: that it gives the same answers, and how many statements each
 * of them takes. It runs on a tap for that, and is started anew for the rounds.
 */
import type { BenchDatabase } from '../database/benchDatabase.ts'
import { openWireTap, type Statement } from '../measure/wireTap.ts'
import type { Campus } from '../works/campus.ts'
import { difference } from '../works/sameAnswer.ts'
import type { Json, ReadWork, Variables, Work } from '../works/work.ts'
import { type Competitor, databaseUrlOf, dataOf, register } from './competitor.ts'
import { findDeepPages } from './deepPages.ts'

export interface Prepared {
  variables: Variables[]
  /** The first answers of the pool */
  answers: Json[]
  /** Of each of the first requests, in order */
  statements: Statement[][]
}

export type Preparation = Map<ReadWork, Prepared>

export interface PrepareOptions {
  works: readonly Work[]
  campus: Campus
  database: BenchDatabase
  /** How many answers of each work are compared */
  compared: number
  /** What ours answered; left out for ours itself */
  reference?: Preparation
}

export async function prepare(competitor: Competitor, options: PrepareOptions): Promise<Preparation> {
  const { works, campus, database, compared, reference } = options
  const tap = await openWireTap(databaseUrlOf(competitor, database))
  const server = await competitor.start(tap.url)
  try {
    const headers = await competitor.headers(server)
    const preparation: Preparation = new Map()
    for (const work of works) {
      const dialect = work.dialects[competitor.dialect]
      const variables = work.isPaged
        ? await findDeepPages(server, competitor.dialect, headers)
        : work.pool(campus).map((one) => dialect.variables?.(one) ?? one)
      const [first = {}] = variables
      await register(server, dialect.operation, { variables: first, headers })
      // Statements are prepared and sessions looked up once: what is counted is what every later request does.
      for (const one of variables.slice(0, 3)) await dataOf(server, dialect.operation, { variables: one, headers })
      const prepared: Prepared = { variables, answers: [], statements: [] }
      for (const [index, one] of variables.slice(0, compared).entries()) {
        tap.take()
        const data = await dataOf(server, dialect.operation, { variables: one, headers })
        prepared.statements.push(tap.take())
        prepared.answers.push(dialect.read?.(data) ?? data)
        assertSame(competitor.name, work, prepared.answers[index], reference?.get(work.name)?.answers[index])
      }
      preparation.set(work.name, prepared)
    }
    return preparation
  } finally {
    await server.stop()
    await tap.close()
  }
}

export const statementsPerRequest = ({ statements }: Prepared): number =>
  statements.reduce((sum, one) => sum + one.length, 0) / statements.length

/** Of an answer to this work, in the mean, in the shape of the shared schema */
export function bytesOf(preparation: Preparation, { name }: Pick<Work, 'name'>): number {
  const answers = preparation.get(name)?.answers ?? []
  const total = answers.reduce<number>((sum, data) => sum + Buffer.byteLength(JSON.stringify({ data })), 0)
  return Math.round(total / Math.max(1, answers.length))
}

function assertSame(name: string, work: Work, theirs: Json | undefined, oursToo: Json | undefined): void {
  if (oursToo === undefined) return
  const found = difference(oursToo, theirs)
  if (found !== undefined) throw new Error(`${name} answers ${work.name} differently from ours, at ${found}`)
}
