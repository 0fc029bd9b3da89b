/** Each question of the works as one statement for any number of parents, with LATERAL where each has a page of its own. */
import type { Statement } from './read.ts'

const held = `(b.status = 'CONFIRMED' or (b.status = 'PENDING' and b.lapses_at > now()))`
const booking = `b.id, b.title, b.kind, b.status, b.starts_at as "startsAt", b.ends_at as "endsAt", b.booked_by_id as "bookedById"`
const space = `s.id, s.building_id as "buildingId", s.name, s.kind, s.floor, s.room_number as "roomNumber", s.capacity,
  s.equipment, s.latitude, s.longitude`
const building = 'b.id, b.name, b.kind, b.floors, b.latitude, b.longitude'

const all = (name: string, rows: string): Statement => ({
  name,
  text: `select coalesce(json_agg(r), '[]') from (${rows}) r`,
})

/** Children of each parent: pairs of the parent and its rows. */
const children = (name: string, rows: string): Statement => ({
  name,
  text: `select coalesce(json_agg(json_build_array(p.id, c.rows)), '[]') from unnest($1::int4[]) p(id)
    cross join lateral (select coalesce(json_agg(r), '[]') as rows from (${rows}) r) c`,
})

/** Which bookings: each combination is a text of its own, so that each has a plan of its own. Parameters from $2 on. */
export interface Window {
  from: boolean
  to: boolean
}

function during({ from, to }: Window): string {
  const conditions = [held]
  if (from) conditions.push(`b.starts_at > $2::timestamptz - interval '24 hours' and b.ends_at > $2::timestamptz`)
  if (to) conditions.push(`b.starts_at < $${from ? 3 : 2}::timestamptz`)
  return conditions.join(' and ')
}

const nameOf = ({ from, to }: Window) => `${from ? 'From' : ''}${to ? 'To' : ''}`

export const spacesByIds = all('spaces', `select ${space} from spaces s where s.id = any($1::int4[])`)
export const buildingsByIds = all('buildings', `select ${building} from buildings b where b.id = any($1::int4[])`)
export const usersByIds = all('users', 'select u.id, u.username from users u where u.id = any($1::int4[])')
export const buildingByName = all('buildingByName', `select ${building} from buildings b where b.name = $1`)

export const buildings = all('allBuildings', `select ${building} from buildings b order by b.name, b.id limit $1`)
export const buildingsOfKind = all(
  'buildingsOfKind',
  `select ${building} from buildings b where b.kind = $2::building_kind order by b.name, b.id limit $1`,
)

const free = (capacity: string) => `select ${space} from spaces s where s.kind <> 'OFFICE' ${capacity} and not exists (
    select from bookings b where b.space_id = s.id and ${held} and b.starts_at > $2::timestamptz - interval '24 hours'
    and b.ends_at > $2::timestamptz and b.starts_at < $3::timestamptz) order by s.name, s.id limit $1`
export const freeSpaces = all('freeSpaces', free(''))
export const freeSpacesSeating = all('freeSpacesSeating', free('and s.capacity >= $4::int4'))

export const bookings = all(
  'bookings',
  `select ${booking} from bookings b where ${held} order by b.starts_at, b.id limit $1`,
)
export const bookingsAfter = all(
  'bookingsAfter',
  `select ${booking} from bookings b where ${held} and (b.starts_at, b.id) > ($2::timestamptz, $3::int4)
    order by b.starts_at, b.id limit $1`,
)

export const spacesByBuilding = children(
  'spacesByBuilding',
  `select ${space} from spaces s where s.building_id = p.id order by s.name, s.id limit $2`,
)

export const bookingsBySpace = forEachWindow((window) => {
  const limit = `$${2 + Number(window.from) + Number(window.to)}`
  return children(
    `bookingsBySpace${nameOf(window)}`,
    `select ${booking} from bookings b where b.space_id = p.id and ${during(window)} order by b.starts_at, b.id limit ${limit}`,
  )
})

export const bookingCountBySpace = forEachWindow((window) => ({
  name: `bookingCountBySpace${nameOf(window)}`,
  text: `select coalesce(json_agg(json_build_array(space_id, count)), '[]') from (
    select b.space_id, count(*) from bookings b where b.space_id = any($1::int4[]) and ${during(window)} group by 1) c`,
}))

export const ratingsBySpace: Statement = {
  name: 'ratingsBySpace',
  text: `select coalesce(json_agg(json_build_array(space_id, average, count)), '[]') from (
    select r.space_id, avg(r.score)::float8 as average, count(*) from ratings r where r.space_id = any($1::int4[]) group by 1) c`,
}

export const spaceCountsByBuilding: Statement = {
  name: 'spaceCountsByBuilding',
  text: `select coalesce(json_agg(json_build_array(building_id, counts)), '[]') from (
    select s.building_id, json_build_object(
      'classrooms', count(*) filter (where s.kind = 'CLASSROOM'),
      'laboratories', count(*) filter (where s.kind = 'LABORATORY'),
      'offices', count(*) filter (where s.kind = 'OFFICE')) as counts
    from spaces s where s.building_id = any($1::int4[]) group by 1) c`,
}

function forEachWindow(make: (window: Window) => Statement): (window: Window) => Statement {
  const made = new Map<string, Statement>()
  return (window) => {
    const name = nameOf(window)
    const statement = made.get(name) ?? make(window)
    made.set(name, statement)
    return statement
  }
}
