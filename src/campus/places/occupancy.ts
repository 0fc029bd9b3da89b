/**
 * When a room is taken, as SQL over the booking that a statement calls by this alias. PostgreSQL's clock judges what has
 * lapsed; nothing runs in the background for it.
 */
import { raw, type Sql, sql } from '../../gateway/database/sql.ts'

export interface Occupancy {
  /** The booking takes place, or is waited for and has not lapsed. */
  holdsSlot: Sql
  /** A pending booking that was not confirmed in time: cancelled, though no row says so. */
  lapsed: Sql
  /** Not over at this moment. No booking is longer than 24 hours, which lets an index on the start serve. */
  endsAfter(moment: Sql): Sql
  /** The booking and the stretch of time have a moment in common. */
  overlaps(from: Sql, to: Sql): Sql
}

export function occupancy(alias: string): Occupancy {
  const b = raw(alias)
  const endsAfter = (moment: Sql) => sql`${b}.starts_at > ${moment} - interval '24 hours' and ${b}.ends_at > ${moment}`
  return {
    holdsSlot: sql`(${b}.status = 'CONFIRMED' or (${b}.status = 'PENDING' and ${b}.lapses_at > now()))`,
    lapsed: sql`(${b}.status = 'PENDING' and ${b}.lapses_at <= now())`,
    endsAfter,
    overlaps: (from, to) => sql`${endsAfter(from)} and ${b}.starts_at < ${to}`,
  }
}
