/**
 * The classes of a file in tables of this transaction alone, beside what the term has: from there PostgreSQL compares
 * and writes them, and a hundred thousand classes never are bookings in our memory.
 */
import type pg from 'pg'
import type { ClassDay } from './termCalendar.ts'
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

/** `good`: not refused. `whole`: no line of it was refused, so a group that it lacks is a group that left. */
const tables = `
  create temp table incoming_classes (
    n integer primary key, space_id integer, weekday weekday, start_time time(0), end_time time(0), course_key text,
    good boolean, whole boolean, session_id integer, title text
  ) on commit drop;
  create temp table incoming_groups (n integer, department text collate "C", year_group integer) on commit drop;
  create temp table class_moments (weekday weekday, day date, clock time(0), moment timestamptz(3)) on commit drop;
  create temp table gone_sessions (id integer primary key) on commit drop`

const insertClasses = `
  insert into incoming_classes
  select n, space_id, weekday, make_time(starts / 60, starts % 60, 0), make_time(ends / 60, ends % 60, 0), course_key,
    good, whole
  from unnest($1::int[], $2::int[], $3::weekday[], $4::int[], $5::int[], $6::text[], $7::bool[], $8::bool[])
    as t(n, space_id, weekday, starts, ends, course_key, good, whole)`

const insertGroups = 'insert into incoming_groups select * from unnest($1::int[], $2::text[], $3::int[])'

const insertMoments = `
  insert into class_moments
  select weekday, day, make_time(minutes / 60, minutes % 60, 0), to_timestamp(seconds)
  from unnest($1::weekday[], $2::date[], $3::int[], $4::float8[]) as t(weekday, day, minutes, seconds)`

const matchSessions = `
  update incoming_classes i set session_id = s.id
  from class_sessions s join courses c on c.id = s.course_id
  where s.term_id = $1 and s.space_id = i.space_id and s.weekday = i.weekday and s.start_time = i.start_time
    and s.end_time = i.end_time and upper(replace(c.code, ' ', '')) = i.course_key`

const findGone = `
  insert into gone_sessions
  select id from class_sessions s
  where term_id = $1 and not exists (select from incoming_classes i where i.session_id = s.id)`

const batchSize = 5000

/** A statement takes one array for each column. */
async function upload(client: pg.ClientBase, statement: string, rows: Iterable<unknown[]>): Promise<void> {
  let batch: unknown[][] = []
  const flush = async () => {
    const [first = []] = batch
    if (first.length > 0)
      await client.query(
        statement,
        first.map((_, at) => batch.map((row) => row[at])),
      )
    batch = []
  }
  for (const row of rows) {
    batch.push(row)
    if (batch.length === batchSize) await flush()
  }
  await flush()
}

function* classRows(classes: WeeklyClass[]): Generator<unknown[]> {
  for (const { n, room, weekday, start, end, course, groups, hasRefusedLine } of classes) {
    yield [n, room.id, weekday, start, end, course.key, groups.length > 0, !hasRefusedLine]
  }
}

function* groupRows(classes: WeeklyClass[]): Generator<unknown[]> {
  for (const { n, groups } of classes) for (const { department, year } of groups) yield [n, department, year]
}

/** Each time at which a class begins or ends, on each of its days: few, however many classes there are. */
function* momentRows(classes: WeeklyClass[], days: ClassDay[]): Generator<unknown[]> {
  const times = new Map<string, Set<number>>(days.map(({ weekday }) => [weekday, new Set()]))
  for (const { weekday, start, end } of classes) times.get(weekday)?.add(start).add(end)
  for (const { weekday, day, secondsAt } of days) {
    for (const minutes of times.get(weekday) ?? []) yield [weekday, day, minutes, secondsAt(minutes)]
  }
}
