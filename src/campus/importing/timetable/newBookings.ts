/**
 * The bookings that the staged classes still lack, and the bookings that occupy their slots. A class that the term has
 * already gets no booking for a time that has begun, because history must not be rewritten. It also gets none where it
 * has one, even a cancelled one.
 */
import type pg from 'pg'
import { type Sql, sql } from '../../../gateway/database/sql.ts'
import { occupancy } from '../../places/occupancy.ts'

/** Where sessions are replaced, the new ones begin from now on: the old ones held the classes until now. */
export async function stageBookings(client: pg.ClientBase): Promise<void> {
  await client.query(lackingBookings)
  await client.query('create index on new_bookings (place); analyze new_bookings')
  await client.query(findMeetings)
  await client.query('analyze meetings')
}

/** Withdraws classes that have turned out to be refused. */
export async function withdrawClasses(client: pg.ClientBase, numbers: number[]): Promise<void> {
  if (numbers.length === 0) return
  await client.query('update incoming_classes set good = false where n = any($1)', [numbers])
  await client.query('delete from new_bookings where n = any($1)', [numbers])
  await client.query('delete from meetings where n = any($1)', [numbers])
}

/** Where a session that has gone held a class, that class stays and the new class yields. */
export async function yieldToHistory(client: pg.ClientBase): Promise<void> {
  await client.query(`
    delete from new_bookings o using meetings m
    where m.n = o.n and m.starts_at = o.starts_at and m.standing = 'HELD'`)
}

/**
 * The rows are written in the order of time: then a term costs the exclusion constraint a fifth less than class by
 * class, and a third less than room by room. A class in a spring gap that would end before it begins moves as a whole.
 * A class that an autumn night stretches stays within the longest booking that is allowed.
 */
const lackingBookings = `
  insert into new_bookings
  select row_number() over (order by s.moment, i.space_id), i.n, i.space_id, s.moment,
    case when e.moment > s.moment then least(e.moment, s.moment + interval '24 hours')
      else s.moment + (i.end_time - i.start_time) end
  from incoming_classes i
  join class_moments s on s.weekday = i.weekday and s.clock = i.start_time
  join class_moments e on e.weekday = i.weekday and e.clock = i.end_time and e.day = s.day
  where i.good and case when i.session_id is null
    then s.moment > now() or not exists (select from gone_sessions)
    else s.moment > now() and not exists (
      select from bookings b where b.class_session_id = i.session_id and b.starts_at = s.moment
    ) end`

const begunClass: Sql = sql`b.kind = 'CLASS' and b.starts_at <= now()`
const goesWithSession: Sql = sql`exists (select from gone_sessions g where g.id = b.class_session_id)`

/**
 * HELD: a booking for a class of a session that has gone, or goes now; it has begun, so it is history. LEAVING: it goes
 * with its session. LAPSED: it holds its slot no longer, though no row says so yet. TAKEN: the slot cannot be had.
 * `offset 0` makes PostgreSQL do one index lookup for each new booking, whatever the planner assumes about tables that
 * were filled a moment ago.
 */
const findMeetings: Sql = sql`
  insert into meetings
  select o.n, o.starts_at, b.id, b.standing
  from new_bookings o cross join lateral (
    select b.id, case
      when ${begunClass} and (b.class_session_id is null or ${goesWithSession}) then 'HELD'
      when ${goesWithSession} then 'LEAVING'
      when ${occupancy('b').lapsed} then 'LAPSED'
      else 'TAKEN' end as standing
    from bookings b
    where b.space_id = o.space_id and ${occupancy('b').overlaps(sql`o.starts_at`, sql`o.ends_at`)}
      and b.status <> 'CANCELLED'
    offset 0
  ) b`
