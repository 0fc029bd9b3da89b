/**
 * More than 20,000 rows in every list that can be walked: the first building, room, course, term and person are the ones
 * with long lists. Made by the database itself, without its foreign keys being looked at row by row.
 */
import pg from 'pg'

/** Lists are longer than this. */
const depth = 20_000

export async function insertDeepCampus(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('set session_replication_role = replica')
    await client.query(rows)
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
}

const series = `generate_series(1, ${depth + 2000})`

const rows = `
  insert into buildings (id, name, kind, latitude, longitude)
  select i, 'Building ' || i, (array['BLOCK', 'STOREY', 'AUDITORIUM'])[least(1 + i % 50, 3)]::building_kind,
    6.6 + i % 1000 / 10000.0, -1.5 + i % 7 / 100.0
  from ${series} i;

  insert into spaces (id, building_id, name, kind, floor, capacity, equipment, latitude, longitude)
  select i, greatest(1, i - ${depth + 1000}), case when i % 500 = 0 then 'Auditorium ' else 'Room ' end || i,
    (array['OFFICE', 'LABORATORY', 'CLASSROOM'])[least(1 + i % 10, 3)]::space_kind,
    nullif(i % 40, 0), nullif(i * 7 % 500, 0), case when i % 200 = 0 then '{telescope}'::text[] else '{projector}' end,
    6.6 + i % 1000 / 10000.0, -1.5 + i % 7 / 100.0
  from ${series} i;

  insert into users (id, username, email) select i, 'person' || i, 'person' || i || '@campus.example' from ${series} i;

  insert into terms (id, name, starts_on, ends_on, time_zone)
  select i, 'Term ' || i, '2031-01-06', '2031-05-02', 'Africa/Accra' from generate_series(1, 2) i;

  insert into courses (id, code, title) select i, 'CRS ' || i, 'Course ' || i from ${series} i;

  insert into class_sessions (id, term_id, course_id, space_id, weekday, start_time, end_time)
  select i, 1, 1, i, (enum_range(null::weekday))[1 + i % 7], time '07:00' + i % 10 * interval '1 hour', time '18:00'
  from ${series} i
  union all
  select i + ${depth + 2000}, 2, i, 1, (enum_range(null::weekday))[1 + i % 7], time '07:00' + i % 10 * interval '1 hour', time '18:00'
  from ${series} i;

  insert into class_groups (class_session_id, department, year_group)
  select id, 'Department ' || id % 400, 1 + id % 6 from class_sessions;

  insert into bookings (space_id, title, kind, status, starts_at, ends_at, lapses_at)
  select case when i % 4 = 0 then 2 + i % 5000 else 1 end, 'Booking ' || i,
    (case i % 100 when 1 then 'EXAM' when 2 then 'EVENT' else 'CLASS' end)::booking_kind,
    (case i % 100 when 3 then 'CANCELLED' when 2 then 'PENDING' else 'CONFIRMED' end)::booking_status,
    timestamptz '2031-01-06 00:00+00' + i * interval '1 hour', timestamptz '2031-01-06 00:50+00' + i * interval '1 hour',
    case when i % 100 = 2 then timestamptz '2040-01-01' end
  from generate_series(1, ${depth * 1.5}) i;

  insert into ratings (author_id, building_id, space_id, score, created_at)
  select i, 1, null::int, 1 + i % 5, timestamptz '2031-01-06' + i / 3 * interval '1 minute' from ${series} i
  union all
  select i, null, 1, 1 + i % 5, timestamptz '2031-01-06' + i / 3 * interval '1 minute' from ${series} i
  union all
  select 1, null, i, 1 + i % 5, timestamptz '2031-01-06' + i / 3 * interval '1 minute' from generate_series(2, ${depth + 2000}) i`
