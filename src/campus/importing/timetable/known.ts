/** What of the database the lines of a timetable are judged by. */
import type pg from 'pg'
import type { Term } from '../terms.ts'
import type { Room } from './rooms.ts'
import type { Known } from './timetable.ts'

/** With `replace` the file is the truth about this term: then a title binds only where another term uses the course. */
export async function readKnown(client: pg.ClientBase, term: Term, replace: boolean): Promise<Known> {
  const rooms = await client.query<Room>(
    'select s.id, s.name, s.kind, b.name as building from spaces s join buildings b on b.id = s.building_id order by s.id',
  )
  const courses = await client.query<Known['courses'][number]>(
    `select code, title from courses c
    where not $1 or exists (select from class_sessions s where s.course_id = c.id and s.term_id <> $2) order by id`,
    [replace, term.id],
  )
  const departments = await client.query<{ department: string }>(
    'select distinct department from class_groups order by department',
  )
  return { rooms: rooms.rows, courses: courses.rows, departments: departments.rows.map(({ department }) => department) }
}
