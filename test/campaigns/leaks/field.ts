/** Many people with secrets of their own, on a campus where each person's rows stand beside every other person's. */
import pg from 'pg'
import { readRegisteredOperations } from '../../../src/gateway/operations/registeredOperations.ts'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import type { Role } from '../../../src/generated/tables.ts'
import type { Operation } from '../../support/caching/cacheClient.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

export interface Field {
  /** The first is a client that is not signed in */
  people: (TestPerson | undefined)[]
  operations: Operation[]
  /**
   * Whether this secret must stay hidden from the person at this index: its owner is another person, and the viewer's
   * role does not show it
   */
  isHidden(owner: number, person: number): boolean
  /** Changes the roles while their sessions stay */
  rotateRoles(): Promise<void>
  /** The person whose session it was counts as not signed in from then on. */
  endASession(): Promise<void>
  close(): Promise<void>
}

/** Found in titles and e-mail addresses alone */
export const secret = /canary-(\d+)-/g

const roles: Role[] = ['STUDENT', 'STUDENT', 'STUDENT', 'CLASS_REP', 'EXAM_OFFICER', 'ADMIN']

export async function prepareField(databaseUrl: string, count: number): Promise<Field> {
  const campus = createCampusRows()
  const buildings = [campus.building({ name: 'Hall One' }), campus.building({ name: 'Hall Two' })] as const
  const rooms = Array.from({ length: 6 }, (_, index) => campus.space(buildings[index % 2 === 0 ? 0 : 1]))
  const [room] = rooms as [(typeof rooms)[number]]
  const term = campus.term()
  campus.classGroup(campus.classSession({ term, course: campus.course(), space: room }), { department: 'Physics' })
  await campus.insert(databaseUrl)
  const people: (TestPerson | undefined)[] = [undefined]
  for (let index = 0; index < count; index++) people.push(await addPerson(databaseUrl, roles[index % roles.length]))
  const client = new pg.Client({ connectionString: databaseUrl })
  client.on('error', () => {}) // the next query reports it
  await client.connect()
  await client.query(
    `update users set email = 'canary-' || id || '-mail@campus.example', department = 'canary-' || id || '-', year_group = 1 + id % 6`,
  )
  await client.query(bookings, [rooms.map(({ id }) => id)])
  await client.query(`insert into ratings (author_id, space_id, score) select id, ${room.id}, 1 + id % 5 from users`)
  await client.query('analyze')
  let turn = 0
  const ended = new Set<number>()
  const roleOf = (person: number): Role | undefined => roles[(person - 1 + turn) % roles.length]
  return {
    people,
    operations: operationsFor(buildings[0].id, room.id, people),
    isHidden(owner, person) {
      if (person === 0 || ended.has(person)) return true
      return owner !== people[person]?.id && !['EXAM_OFFICER', 'ADMIN'].includes(roleOf(person) ?? '')
    },
    async rotateRoles() {
      turn++
      const all = people.flatMap((one, person) => (one === undefined ? [] : [{ id: one.id, role: roleOf(person) }]))
      await client.query(
        'update users u set role = n.role from json_populate_recordset(null::users, $1) n where n.id = u.id',
        [JSON.stringify(all)],
      )
    },
    async endASession() {
      const person = 1 + ended.size
      ended.add(person)
      await client.query('delete from sessions where user_id = $1', [people[person]?.id])
    },
    close: () => client.end(),
  }
}

/** Three a person, each in another room and hour */
const bookings = `
  insert into bookings (space_id, title, kind, status, starts_at, ends_at, booked_by_id)
  select ($1::int[])[1 + (u.id + n) % array_length($1::int[], 1)], 'canary-' || u.id || '-' || n, 'EVENT', 'CONFIRMED',
    '2031-02-03 00:00Z'::timestamptz + (u.id * 3 + n) * interval '1 hour',
    '2031-02-03 01:00Z'::timestamptz + (u.id * 3 + n) * interval '1 hour', u.id
  from users u, generate_series(0, 2) n`

function operationsFor(building: number, room: number, people: Field['people']): Operation[] {
  const [buildingId, roomId] = [encodeGlobalId('Building', building), encodeGlobalId('Space', room)]
  const users = people.slice(1, 4).map((person) => encodeGlobalId('User', person?.id ?? 0))
  const [from, to] = ['2031-02-03T00:00:00Z', '2031-02-20T00:00:00Z']
  const variables: Record<string, object> = {
    BuildingRooms: { building: buildingId, now: from, soon: to },
    CampusMap: {},
    CourseWeek: { course: encodeGlobalId('Course', 1) },
    FindFreeRoom: { startsAt: '2030-01-01T00:00:00Z', endsAt: '2030-01-01T01:00:00Z' },
    MyBookings: { from },
    RoomRatings: { room: roomId },
    RoomWeek: { room: roomId, from, to },
    Search: { query: 'Hall' },
    Timetable: { department: 'Physics', yearGroup: 1 },
  }
  const registered = readRegisteredOperations()
    .filter(({ type }) => type === 'query')
    .map(({ name, body }) => ({ query: body, variables: variables[name] ?? {} }))
  const person = 'id username role email department yearGroup'
  const booking = 'id title status bookedBy { id email }'
  const own = [
    `{ bookings(first: 50) { totalCount nodes { ${booking} } } }`,
    `{ bookings(filter: { mine: true }) { totalCount nodes { ${booking} } } }`,
    `query($mine: Boolean) { bookings(filter: { mine: $mine }, first: 5) { totalCount nodes { ${booking} } } }`,
    `{ users(first: 20) { totalCount nodes { ${person} } } }`,
    `{ viewer { ${person} bookings { totalCount nodes { ${booking} } } } }`,
    `{ nodes(ids: ${JSON.stringify(users)}) { ... on User { ${person} bookings { totalCount nodes { ${booking} } } } } }`,
    `{ node(id: "${roomId}") { ... on Space { bookings(filter: { mine: true }) { nodes { ${booking} } } ratings(first: 50) { nodes { score author { ${person} } } } } } }`,
    `{ spaces { nodes { name bookings(first: 3) { totalCount nodes { title } } } } }`,
    `{ buildings { nodes { id name } } terms { name } }`,
  ].map((query) => ({ query }))
  return [
    ...registered,
    ...own,
    { query: own[2]?.query ?? '', variables: { mine: true } },
    { query: own[2]?.query ?? '', variables: { mine: null } },
  ]
}
