/** Staged classes that cannot have their room, for what the database holds: each with the reason to tell. */
import type pg from 'pg'
import type { Weekday } from '../../../generated/tables.ts'
import type { Term } from '../terms.ts'
import { formatMoment } from './formatMoment.ts'
import { weekdayName } from './weekday.ts'

export interface Conflict {
  n: number
  reason: string
}

/** With sessions that stay, also where none of their bookings is in the way this term. */
export async function findSessionConflicts(client: pg.ClientBase, term: Term): Promise<Conflict[]> {
  const { rows } = await client.query<SessionConflict>(sessionConflicts, [term.id])
  return rows.map(({ n, code, title, weekday, starts, ends }) => ({
    n,
    reason: `the room has ${code} ${title}, ${weekdayName(weekday)} ${starts} to ${ends}, in this term already`,
  }))
}

/** With exams, events, and classes of other terms. */
export async function findBookingConflicts(client: pg.ClientBase, { timeZone }: Term): Promise<Conflict[]> {
  const { rows } = await client.query<BookingConflict>(bookingConflicts)
  return rows.map(({ n, kind, title, term, startsAt, endsAt, more }) => {
    const times = `from ${formatMoment(startsAt, timeZone)} to ${formatMoment(endsAt, timeZone)}`
    const source = term === null ? '' : ` of ${term}`
    return { n, reason: `the room has the ${kind} "${title}"${source} ${times}${more > 0 ? ` and ${more} more` : ''}` }
  })
}

interface SessionConflict {
  n: number
  code: string
  title: string
  weekday: Weekday
  starts: string
  ends: string
}

const sessionConflicts = `
  select distinct on (i.n) i.n, c.code, c.title, s.weekday, to_char(s.start_time, 'HH24:MI') as starts,
    to_char(s.end_time, 'HH24:MI') as ends
  from incoming_classes i
  join class_sessions s on s.term_id = $1 and s.space_id = i.space_id and s.weekday = i.weekday
    and s.start_time < i.end_time and s.end_time > i.start_time
  join courses c on c.id = s.course_id
  where i.good and i.session_id is null and not exists (select from gone_sessions g where g.id = s.id)
  order by i.n, s.start_time`

interface BookingConflict {
  n: number
  kind: string
  title: string
  /** Of a class */
  term: string | null
  startsAt: Date
  endsAt: Date
  more: number
}

/** The first of each class, and how many follow. */
const bookingConflicts = `
  select distinct on (m.n) m.n, b.kind, b.title, t.name as term, b.starts_at as "startsAt", b.ends_at as "endsAt",
    (count(*) over (partition by m.n))::int - 1 as more
  from meetings m
  join bookings b on b.id = m.booking_id
  left join class_sessions s on s.id = b.class_session_id
  left join terms t on t.id = s.term_id
  where m.standing = 'TAKEN'
  order by m.n, b.starts_at, b.id`
