/** What an import will change, counted before it writes anything: a dry run ends here. */
import type pg from 'pg'
import { type Sql, sql } from '../../../gateway/database/sql.ts'

export interface TimetableChanges {
  coursesAdded: number
  coursesRetitled: number
  sessionsAdded: number
  sessionsUnchanged: number
  sessionsRemoved: number
  groupsAdded: number
  groupsRemoved: number
  bookingsAdded: number
  /** Only future bookings; those that have begun are kept */
  bookingsRemoved: number
}

export async function countChanges(client: pg.ClientBase, replace: boolean): Promise<TimetableChanges> {
  const { rows } = await client.query<TimetableChanges>(sql`
    select
      (select count(*)::int from (${newCourses}) c) as "coursesAdded",
      (select count(*)::int from (${retitledCourses(replace)}) c) as "coursesRetitled",
      (select count(*)::int from incoming_classes where good and session_id is null) as "sessionsAdded",
      (select count(*)::int from incoming_classes where good and session_id is not null) as "sessionsUnchanged",
      (select count(*)::int from gone_sessions) as "sessionsRemoved",
      (select count(*)::int from (${newGroups}) g) as "groupsAdded",
      (select count(*)::int from (${goneGroups(replace)}) g) as "groupsRemoved",
      (select count(*)::int from new_bookings) as "bookingsAdded",
      (select count(*)::int from bookings b join gone_sessions g on g.id = b.class_session_id
        where b.starts_at > now()) as "bookingsRemoved"`)
  const [changes] = rows
  if (changes === undefined) throw new Error('A statement of counts gives one row.')
  return changes
}

export const newCourses: Sql = sql`
  select i.code, i.title from incoming_courses i
  where not exists (select from courses c where c.folded_code = i.key)
  order by i.n`

/** Course titles that bind no other term: where the term is replaced, they become the titles of the file. */
export const retitledCourses = (replace: boolean): Sql => sql`
  select c.id, i.title
  from incoming_courses i join courses c on c.folded_code = i.key
  where ${replace} and c.title <> i.title`

export const newGroups: Sql = sql`
  select i.session_id, g.department, g.year_group
  from incoming_groups g join incoming_classes i on i.n = g.n
  where i.good and not exists (
    select from class_groups c
    where c.class_session_id = i.session_id and c.department = g.department and c.year_group = g.year_group
  )
  order by g.n`

/** Where a line of a class was refused, a group that the file seems to lack may belong to that line. */
export const goneGroups = (replace: boolean): Sql => sql`
  select c.id
  from class_groups c join incoming_classes i on i.session_id = c.class_session_id
  where ${replace} and i.good and i.whole and not exists (
    select from incoming_groups g
    where g.n = i.n and g.department = c.department and g.year_group = c.year_group
  )`
