/** A small campus on which every kind of hidden value stands on every path that leads to it. */
import pg from 'pg'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { createCampusRows } from '../campusRows.ts'
import { startGateway, type TestGateway } from '../harness.ts'
import { addPerson, type TestPerson } from '../people.ts'

/** Global ids by type, the owner's own first; `cancelled` are bookings */
export type Ids = Record<string, string[]>

export interface Stage {
  gateway: TestGateway
  database: pg.Client
  /** A person who owns everything, another person of each role, and a client that is not signed in */
  people: Record<string, TestPerson | undefined>
  owner: TestPerson
  ids: Ids
  stop(): Promise<void>
}

const campus = createCampusRows()
const building = campus.building({ name: 'Hall' })
const room = (kind: 'CLASSROOM' | 'LABORATORY' | 'OFFICE') => campus.space(building, { kind, name: `Hall ${kind}` })
const rooms = [room('CLASSROOM'), room('LABORATORY'), room('OFFICE')] as const
const term = campus.term({ startsOn: '2031-03-03', endsOn: '2031-03-09' })
const course = campus.course({ title: 'Hall' })
for (const space of rooms) campus.classSession({ term, course, space })

export async function setStage(): Promise<Stage> {
  const env = {
    MAX_COST: '100000000',
    MAX_VALUES: '1000000000',
    MAX_DEPTH: '40',
    SIGN_UP_LIMIT: '100000/address per h',
  }
  const gateway = await startGateway({ env, prepare: campus.insert })
  const owner = await addPerson(gateway.databaseUrl)
  const admin = await addPerson(gateway.databaseUrl, 'ADMIN')
  const people = {
    nobody: undefined,
    owner,
    'another student': await addPerson(gateway.databaseUrl),
    'class rep': await addPerson(gateway.databaseUrl, 'CLASS_REP'),
    'exam officer': await addPerson(gateway.databaseUrl, 'EXAM_OFFICER'),
    admin,
  }
  const database = new pg.Client({ connectionString: gateway.databaseUrl })
  await database.connect()
  await database.query("update users set department = 'Physics', year_group = 3")
  const everybody = Object.values(people).flatMap((person) => (person === undefined ? [] : [person.id]))
  for (const text of [bookings, ratings]) await database.query(text, [everybody, owner.id])
  const termId = encodeGlobalId('Term', term.id)
  // Gives the classes their meetings, once for all.
  await gateway.execute(`mutation { updateTerm(input: { term: "${termId}" }) { term { id } } }`, {}, admin.headers)
  await database.query(auditEntries)
  return {
    gateway,
    database,
    people,
    owner,
    ids: await idsOf(database, owner),
    async stop() {
      await database.end()
      await gateway.stop()
    },
  }
}

/** In each room the owner's bookings of every kind and state; in one room an event by each person. */
const bookings = `
  insert into bookings (space_id, title, kind, status, starts_at, ends_at, lapses_at, booked_by_id)
  select s.id, 'Secret', what.kind::booking_kind, what.status::booking_status,
    '2031-02-03 08:00Z'::timestamptz + n * interval '1 hour', '2031-02-03 09:00Z'::timestamptz + n * interval '1 hour',
    case when what.status = 'PENDING' then '2031-02-01 08:00Z'::timestamptz end, what.person
  from spaces s, (
    select row_number() over () as n, * from (
      select 'EVENT' as kind, 'CONFIRMED' as status, person from unnest($1::int[]) person
      union all select kind, status, $2::int from (values ('EXAM', 'CONFIRMED'), ('EXAM', 'CANCELLED'),
        ('EVENT', 'PENDING'), ('EVENT', 'CANCELLED')) of_owner(kind, status)
    ) each
  ) what where s.kind = 'CLASSROOM' or what.person = $2`

const ratings = `
  insert into ratings (author_id, building_id, space_id, score)
  select person, subject.building, subject.space, 4
  from unnest($1::int[]) person,
    (select id as building, null::int as space from buildings union all select null, id from spaces) subject
  where $2::int is not null`

const auditEntries = `
  insert into audit_entries (action, actor_id, booking_id, user_id, summary)
  select 'BOOKING_CREATED', b.booked_by_id, b.id, b.booked_by_id, 'Booked.' from bookings b`

const ownFirst = (owner: TestPerson, column: string) => `order by (${column} = ${owner.id}) is not true, id`

async function idsOf(database: pg.Client, owner: TestPerson): Promise<Ids> {
  const list = async (type: string, text: string): Promise<[string, string[]]> => {
    const { rows } = await database.query<{ id: number }>(`select id from ${text}`)
    return [type, rows.map(({ id }) => encodeGlobalId(type, id))]
  }
  const bookingsIn = (status: string) =>
    list('Booking', `bookings where kind = 'EVENT' and status = '${status}' ${ownFirst(owner, 'booked_by_id')}`)
  const [, cancelled] = await bookingsIn('CANCELLED')
  return {
    ...Object.fromEntries([
      await bookingsIn('CONFIRMED'),
      await list('User', `users ${ownFirst(owner, 'id')}`),
      await list('Rating', `ratings ${ownFirst(owner, 'author_id')}`),
      await list('ClassSession', 'class_sessions order by id'),
      await list('Building', 'buildings'),
      await list('Course', 'courses'),
      await list('Term', 'terms'),
      await list('Space', 'spaces order by id'),
    ]),
    Classroom: [encodeGlobalId('Space', rooms[0].id)],
    Laboratory: [encodeGlobalId('Space', rooms[1].id)],
    Office: [encodeGlobalId('Space', rooms[2].id)],
    cancelled,
  }
}
