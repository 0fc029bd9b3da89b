/**
 * The classes of a file in tables of this transaction alone, beside what the term has: from there PostgreSQL compares
 * and writes them, and a hundred thousand classes never are bookings in our memory.
 */
import type pg from 'pg'
import type { ClassDay } from '../../places/classDays.ts'
import type { Course } from './courses.ts'
import type { WeeklyClass } from './weeklyClasses.ts'

export interface Staged {
  termId: number
  classes: WeeklyClass[]
  days: ClassDay[]
  /** The term's sessions that the file lacks are to go */
  replace: boolean
}

export async function stageClasses(client: pg.ClientBase, { termId, classes, days, replace }: Staged): Promise<void> {
  await client.query(tables)
  await upload(client, insertClasses, classRows(classes))
  await upload(client, insertGroups, groupRows(classes))
  await upload(client, insertMoments, momentRows(classes, days))
  await client.query('analyze incoming_classes; analyze incoming_groups; analyze class_moments')
  await client.query(matchSessions, [termId])
  if (replace) await client.query(findGone, [termId])
  await client.query('analyze incoming_classes; analyze gone_sessions')
}

/** Those of the classes that are imported, once that is known. */
export const stageCourses = (client: pg.ClientBase, courses: Iterable<Course>): Promise<void> =>
  upload(client, insertCourses, courseRows(courses))

/** `good`: not refused. `whole`: no line of it was refused, so a group that it lacks is a group that left. */
const tables = `
  create temp table incoming_classes (
    n integer primary key, space_id integer, weekday weekday, start_time time(0), end_time time(0), course_key text,
    good boolean, whole boolean, session_id integer, title text
  ) on commit drop;
  create temp table incoming_courses (n integer, key text, code text, title text) on commit drop;
  create temp table incoming_groups (n integer, department text collate "C", year_group integer) on commit drop;
  create temp table class_moments (weekday weekday, day date, clock time(0), moment timestamptz(3)) on commit drop;
  create temp table gone_sessions (id integer primary key) on commit drop;
  create temp table new_bookings (
    place integer, n integer, space_id integer, starts_at timestamptz(3), ends_at timestamptz(3)
  ) on commit drop;
  create temp table meetings (n integer, starts_at timestamptz(3), booking_id integer, standing text) on commit drop`

const insertClasses = `
  insert into incoming_classes
  select n, space_id, weekday, make_time(starts / 60, starts % 60, 0), make_time(ends / 60, ends % 60, 0),
    fold_code(course_code), good, whole
  from json_to_recordset($1) as t(
    n integer, space_id integer, weekday weekday, starts integer, ends integer, course_code text, good boolean,
    whole boolean
  )`

const insertCourses = `
  insert into incoming_courses
  select n, fold_code(code), code, title from json_to_recordset($1) as t(n integer, code text, title text)`

const insertGroups = `
  insert into incoming_groups
  select n, department, year from json_to_recordset($1) as t(n integer, department text, year integer)`

const insertMoments = `
  insert into class_moments
  select weekday, day, make_time(minutes / 60, minutes % 60, 0), to_timestamp(seconds)
  from json_to_recordset($1) as t(weekday weekday, day date, minutes integer, seconds float8)`

const matchSessions = `
  update incoming_classes i set session_id = s.id
  from class_sessions s join courses c on c.id = s.course_id
  where s.term_id = $1 and s.space_id = i.space_id and s.weekday = i.weekday and s.start_time = i.start_time
    and s.end_time = i.end_time and c.folded_code = i.course_key`

const findGone = `
  insert into gone_sessions
  select id from class_sessions s
  where term_id = $1 and not exists (select from incoming_classes i where i.session_id = s.id)`

const batchSize = 2000

/** As JSON, which costs us a fifth of what an array for each column does. */
async function upload(client: pg.ClientBase, statement: string, rows: Iterable<object>): Promise<void> {
  let batch: object[] = []
  for (const row of rows) {
    batch.push(row)
    if (batch.length < batchSize) continue
    await client.query(statement, [JSON.stringify(batch)])
    batch = []
  }
  if (batch.length > 0) await client.query(statement, [JSON.stringify(batch)])
}

function* classRows(classes: WeeklyClass[]): Generator<object> {
  for (const { n, room, weekday, start, end, course, groups, hasRefusedLine } of classes) {
    const [good, whole] = [groups.length > 0, !hasRefusedLine]
    yield { n, space_id: room.id, weekday, starts: start, ends: end, course_code: course.code, good, whole }
  }
}

function* courseRows(courses: Iterable<Course>): Generator<object> {
  let n = 0
  for (const { code, title } of courses) yield { n: n++, code, title }
}

function* groupRows(classes: WeeklyClass[]): Generator<object> {
  for (const { n, groups } of classes) for (const { department, year } of groups) yield { n, department, year }
}

/** Each time at which a class begins or ends, on each of its days: few, however many classes there are. */
function* momentRows(classes: WeeklyClass[], days: ClassDay[]): Generator<object> {
  const times = new Map<string, Set<number>>(days.map(({ weekday }) => [weekday, new Set()]))
  for (const { weekday, start, end } of classes) times.get(weekday)?.add(start).add(end)
  for (const { weekday, day, secondsAt } of days) {
    for (const minutes of times.get(weekday) ?? []) yield { weekday, day, minutes, seconds: secondsAt(minutes) }
  }
}
