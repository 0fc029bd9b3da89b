/**
 * What a seeded campus must never have, whatever the day, the zone and the seed: each a statement that counts, with
 * `$now` for the moment of the seeding and `$monday` for the start of its week.
 */
import pg from 'pg'
import type { SeedOptions } from '../../src/campus/seeding/blueprint.ts'

export const overlaps = `
  select count(*) from bookings a join bookings b on a.space_id = b.space_id and a.id < b.id
    and tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
  where a.status <> 'CANCELLED' and b.status <> 'CANCELLED'`

export const faults = {
  'bookings that overlap': overlaps,
  'bookings of an office': `select count(*) from bookings b join spaces s on s.id = b.space_id where s.kind = 'OFFICE'`,
  'classes beside their time on the clock of the term, or in a break': `
    select count(*) from bookings b join class_sessions c on c.id = b.class_session_id join terms t on t.id = c.term_id
    join term_breaks p on p.term_id = t.id,
    lateral (select b.starts_at at time zone t.time_zone as starts, b.ends_at at time zone t.time_zone as ends) local
    where starts::time <> c.start_time or ends::time <> c.end_time or starts::date <> ends::date
      or trim(to_char(starts, 'DAY')) <> c.weekday::text or b.space_id <> c.space_id
      or starts::date not between t.starts_on and t.ends_on or starts::date between p.starts_on and p.ends_on`,
  'classes with another title, or booked by somebody': `
    select count(*) from bookings b left join class_sessions c on c.id = b.class_session_id
    left join courses k on k.id = c.course_id
    where (b.kind = 'CLASS') <> (b.title is not distinct from k.code || ' ' || k.title)
      or (b.kind = 'CLASS') <> (b.booked_by_id is null) or (b.kind = 'CLASS') <> (b.class_session_id is not null)`,
  'weekly classes without a booking in each week of their term but the break': `
    select count(*) from (
      select c.id from class_sessions c left join bookings b on b.class_session_id = c.id group by c.id
      having count(*) <> 15
    ) c`,
  'exams outside a term, or booked by somebody who may not': `
    select count(*) from bookings b join users u on u.id = b.booked_by_id where b.kind = 'EXAM' and (
      u.role not in ('EXAM_OFFICER', 'ADMIN') or not exists (
        select from terms t where (b.starts_at at time zone t.time_zone)::date between t.starts_on and t.ends_on))`,
  'pending bookings with another end of their hold, or not a student’s event': `
    select count(*) from bookings b join users u on u.id = b.booked_by_id where b.status = 'PENDING' and (
      b.lapses_at <> least(b.ends_at,
        greatest(b.created_at + interval '15 minutes', least(b.created_at + interval '72 hours', b.starts_at))) or b.kind <> 'EVENT' or u.role <> 'STUDENT')`,
  'students with more than 20 upcoming bookings': `
    select count(*) from (
      select from bookings b join users u on u.id = b.booked_by_id
      where u.role = 'STUDENT' and b.status <> 'CANCELLED' and b.starts_at > $now group by u.id having count(*) > 20
    ) s`,
  'rows from the future': `
    select (select count(*) from bookings where created_at > least($now, starts_at))
      + (select count(*) from users where created_at > $now) + (select count(*) from ratings where created_at > $now)`,
  'floors beyond the building’s': `
    select count(*) from spaces s join buildings b on b.id = s.building_id where s.floor not between 1 and b.floors`,
  'spaces far from their building': `
    select count(*) from spaces s join buildings b on b.id = s.building_id
    where s.latitude is not null and metres_between(s.latitude, s.longitude, b.latitude, b.longitude) > 40`,
  'buildings in one place or off campus': `
    select count(*) from buildings b where metres_between(b.latitude, b.longitude, 6.67, -1.56) > 1000
      or exists (select from buildings o where o.id > b.id and o.latitude = b.latitude and o.longitude = b.longitude)`,
  'spaces of one name': `select count(*) - count(distinct name) from spaces`,
  'user names that nobody could sign up with': `
    select count(*) from users where username !~ '^[a-z0-9._-]{3,32}$' or email not like '%_@campus.example'`,
  'people without the department and year of their role': `
    select count(*) from users where (role in ('STUDENT', 'CLASS_REP')) <> (num_nonnulls(department, year_group) = 2)`,
  'bookable rooms without a class in this or the next week': `
    select count(*) from spaces s cross join generate_series(0, 1) week where s.kind <> 'OFFICE' and not exists (
      select from bookings b where b.space_id = s.id and b.kind = 'CLASS' and b.status = 'CONFIRMED'
        and b.starts_at >= $monday + week * interval '1 week' and b.ends_at <= $monday + (week + 1) * interval '1 week')`,
  'hours of a working day with less than 15 % of the classrooms free': `
    select count(*) from generate_series(0, 4 + 7) day cross join generate_series(8, 18) hour,
    lateral (
      select avg((not exists (
        select from bookings b where b.space_id = s.id and b.status <> 'CANCELLED'
          and b.starts_at < $monday + make_interval(days => day, hours => hour + 1)
          and b.ends_at > $monday + make_interval(days => day, hours => hour)
      ))::int) as free from spaces s where s.kind = 'CLASSROOM') share
    where free < 0.15`,
  'terms too few around today': `
    select 3 - count(*) from terms where (name, starts_on, ends_on) in (
      select name, starts_on, ends_on from terms where ends_on < $monday::date - 7
      union all select name, starts_on, ends_on from terms
        where starts_on <= $monday::date - 7 and ends_on >= $now::date + 56
      union all select name, starts_on, ends_on from terms where starts_on > $now::date + 56)`,
}

/** 10,000 and more, from last week to the end of the running term. */
export const bookingsAhead = `
  select count(*) from bookings b join terms t on $now::date between t.starts_on and t.ends_on
  where b.status <> 'CANCELLED' and b.starts_at >= $monday - interval '1 week'
    and (b.starts_at at time zone t.time_zone)::date <= t.ends_on`

export const at = (sql: string, { now, timeZone }: SeedOptions): string => {
  const zone = pg.escapeLiteral(timeZone)
  const moment = `timestamptz ${pg.escapeLiteral(now.toISOString())}`
  return sql.replaceAll('$monday', `(date_trunc('week', ${moment}, ${zone}))`).replaceAll('$now', `(${moment})`)
}
