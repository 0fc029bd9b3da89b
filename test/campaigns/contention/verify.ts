/** What must hold of the table of bookings after a contention, compared with the answers that the clients got. */
import pg from 'pg'
import { decodeIdOf } from '../../../src/gateway/schema/globalId.ts'
import type { ContentionReport } from './contend.ts'

export interface Verdict {
  /** Pairs of bookings that hold one room at one time */
  overlaps: number
  /** Acknowledged and not in the table, or twice */
  lost: string[]
  /** In the table, but acknowledged to no client */
  unasked: string[]
  winners: number
  strange: string[]
}

export async function verify(databaseUrl: string, report: ContentionReport): Promise<Verdict> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ id: number; title: string }>('select id, title from bookings')
  const { rows: pairs } = await client.query<{ count: number }>(`
    select count(*)::int as count from bookings a join bookings b on a.space_id = b.space_id and a.id < b.id
    where a.starts_at < b.ends_at and b.starts_at < a.ends_at and a.status <> 'CANCELLED' and b.status <> 'CANCELLED'`)
  await client.end()
  const idsByTitle = Map.groupBy(rows, ({ title }) => title)
  const acknowledged = report.outcomes.filter(({ booking }) => booking !== undefined)
  const lost = acknowledged.filter(({ attempt, booking }) => {
    const ids = idsByTitle.get(attempt.key)?.map(({ id }) => id) ?? []
    return ids.length !== 1 || ids[0] !== decodeIdOf('Booking', booking ?? '')
  })
  const keys = new Set(acknowledged.map(({ attempt }) => attempt.key))
  return {
    overlaps: pairs[0]?.count ?? 0,
    lost: lost.map(({ attempt }) => attempt.key),
    unasked: rows.filter(({ title }) => !keys.has(title)).map(({ title }) => title),
    winners: acknowledged.length,
    strange: report.strange,
  }
}

/** How many winners each contested slot had. A slot is contested when at least this many attempts wanted it. */
export function contestedWinners({ outcomes }: ContentionReport, least: number): number[] {
  const slots = Map.groupBy(outcomes, ({ attempt }) => `${attempt.room} ${attempt.startsAt} ${attempt.endsAt}`)
  const contested = [...slots.values()].filter(({ length }) => length >= least)
  return contested.map((wanted) => wanted.filter(({ booking }) => booking !== undefined).length)
}
