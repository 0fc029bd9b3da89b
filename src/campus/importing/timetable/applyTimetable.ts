/**
 * Writes the staged rows that were not refused. Nothing is checked here, because this transaction has checked them
 * already.
 */
import type pg from 'pg'
import { type Sql, sql } from '../../../gateway/database/sql.ts'
import { goneGroups, newCourses, newGroups, retitledCourses, type TimetableChanges } from './timetableChanges.ts'

export interface Application {
  termId: number
  replace: boolean
  changes: TimetableChanges
  step(text: string): void
}

export async function applyTimetable(client: pg.ClientBase, application: Application): Promise<void> {
  const { termId, replace, changes, step } = application
  if (changes.sessionsRemoved > 0) step(`Removing ${changes.sessionsRemoved.toLocaleString('en')} sessions`)
  await client.query(cancelLapsed)
  await client.query(
    'delete from bookings b using gone_sessions g where b.class_session_id = g.id and b.starts_at > now()',
  )
  await client.query('delete from class_sessions s using gone_sessions g where s.id = g.id')
  if (changes.sessionsAdded > 0) step(`Adding ${changes.sessionsAdded.toLocaleString('en')} sessions`)
  await client.query(sql`insert into courses (code, title) ${newCourses}`)
  await client.query(sql`update courses c set title = r.title from (${retitledCourses(replace)}) r where c.id = r.id`)
  await client.query(insertSessions, [termId])
  await client.query(linkSessions, [termId])
  await client.query(sql`delete from class_groups where id in (${goneGroups(replace)})`)
  await client.query(sql`insert into class_groups (class_session_id, department, year_group) ${newGroups}`)
  if (changes.coursesRetitled > 0) await client.query(retitleBookings)
  await writeBookings(client, changes.bookingsAdded, step)
}

/** A lapsed booking that a class overlaps is marked as cancelled, which it has been since the moment it lapsed. */
const cancelLapsed = `
  update bookings set status = 'CANCELLED', lapses_at = null
  where id in (select booking_id from meetings where standing = 'LAPSED')`

const insertSessions = `
  insert into class_sessions (term_id, course_id, space_id, weekday, start_time, end_time)
  select $1, c.id, i.space_id, i.weekday, i.start_time, i.end_time
  from incoming_classes i join courses c on c.folded_code = i.course_key
  where i.good and i.session_id is null
  order by i.n`

const linkSessions = `
  update incoming_classes i set session_id = s.id, title = c.code || ' ' || c.title
  from class_sessions s join courses c on c.id = s.course_id
  where i.good and s.term_id = $1 and s.space_id = i.space_id and s.weekday = i.weekday
    and s.start_time = i.start_time and s.end_time = i.end_time and c.folded_code = i.course_key`

const retitleBookings: Sql = sql`
  update bookings b set title = i.title from incoming_classes i
  where i.good and b.class_session_id = i.session_id and b.starts_at > now() and b.title <> i.title`

/** Long enough to be worth a statement, short enough to be reported within the second. */
const targetMs = 400
const firstSize = 1000

async function writeBookings(client: pg.ClientBase, total: number, step: (text: string) => void): Promise<void> {
  const { rows } = await client.query<{ last: number }>('select coalesce(max(place), 0) as last from new_bookings')
  const last = rows[0]?.last ?? 0
  let written = 0
  let size = firstSize
  for (let from = 1; from <= last; ) {
    const startedMs = performance.now()
    const { rowCount } = await client.query(insertBookings, [from, from + size])
    written += rowCount ?? 0
    step(`Adding bookings: ${written.toLocaleString('en')} of ${total.toLocaleString('en')}`)
    from += size
    size = Math.ceil(size * Math.min(2, targetMs / (performance.now() - startedMs)))
  }
}

/**
 * `offset 0` makes PostgreSQL look up each class by its key; a hash of all classes for each batch would cost a sixth.
 */
const insertBookings = `
  insert into bookings (space_id, title, kind, status, starts_at, ends_at, class_session_id)
  select o.space_id, i.title, 'CLASS', 'CONFIRMED', o.starts_at, o.ends_at, i.session_id
  from new_bookings o
  cross join lateral (select title, session_id from incoming_classes where n = o.n offset 0) i
  where o.place >= $1 and o.place < $2
  order by o.place`
