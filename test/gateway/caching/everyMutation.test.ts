/**
 * After a mutation was answered, no client gets an answer older than it, from any gateway and from any cached state.
 * The mutations are read off the schema, so a new one must be tested or named.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { readSchema } from '../../../src/gateway/schema/loadSchema.ts'
import { answerOf, ask, fresh, startCachingGateway, statusOf } from '../../support/caching/cacheClient.ts'
import { everything } from '../../support/caching/everything.ts'
import { type RedisServer, startRedis } from '../../support/caching/redisServer.ts'
import { withClient } from '../../support/caching/withClient.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'
import type { HttpGateway } from '../../support/httpGateway.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

const campus = createCampusRows()
const hall = campus.building({ name: 'Hall' })
const empty = campus.building({ name: 'Hall Annex' })
const [room, other, unused] = [campus.space(hall), campus.space(hall), campus.space(hall, { name: 'Hall Attic' })]
const term = campus.term({ startsOn: '2027-03-01', endsOn: '2027-03-14' })
const session = campus.classSession({ term, course: campus.course(), space: other })
campus.classGroup(session)

const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10)
const at = (hour: number) => ({ startsAt: `${day}T${hour}:00:00Z`, endsAt: `${day}T${hour + 1}:00:00Z` })
const [space, password] = [encodeGlobalId('Space', room.id), 'a good long password']

let database: TestDatabase
let redis: RedisServer | undefined
let gateways: HttpGateway[]
let people: Record<'nobody' | 'owner' | 'admin' | 'leaver' | 'promoted' | 'gone', TestPerson | undefined>
const ids: Record<string, string> = {}

beforeAll(async () => {
  database = await freshDatabase()
  await campus.insert(database.url)
  const add = (role?: Parameters<typeof addPerson>[1]) => addPerson(database.url, role)
  people = {
    nobody: undefined,
    owner: await add(),
    admin: await add('ADMIN'),
    leaver: await add(),
    promoted: await add(),
    gone: await add(),
  }
  redis = await startRedis()
  const env = { REDIS_URL: redis?.url ?? '' }
  const given = { databaseUrl: database.url, ...(redis && { env }) }
  gateways = await Promise.all([startCachingGateway(given), startCachingGateway(given)])
  await change('signUp', { username: 'signer', email: 'signer@campus.example', password })
  for (const [name, hour] of [
    ['booked', 10],
    ['cancelled', 12],
    ['pending', 16],
  ] as const) {
    ids[name] = (await change('createBooking', { space, title: name, ...at(hour) }, 'owner')).booking.id
  }
  ids.rating = (await change('rate', { subject: space, score: 2 }, 'owner')).rating.id
})
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()))
  await redis?.stop()
  await database.drop()
})

const results = { Booking: 'booking { id }', Rating: 'rating { id }' }

async function change(name: string, input: object | undefined, who: keyof typeof people = 'nobody') {
  const type = name === 'createBooking' ? results.Booking : name === 'rate' ? results.Rating : ''
  const query =
    input === undefined
      ? `mutation { ${name} { userErrors { message } } }`
      : `mutation($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${type} userErrors { message } } }`
  const { graphql } = await ask(gateways[0] as HttpGateway, { query, variables: { input } }, people[who]?.headers)
  expect([graphql.errors, graphql.data?.[name].userErrors]).toEqual([undefined, []])
  return graphql.data?.[name]
}

const id = (type: string, row: { id: number } | undefined) => encodeGlobalId(type, row?.id ?? 0)

/** One call of each mutation, and the person who makes it */
const changes: Record<string, () => [input: object | undefined, who?: keyof typeof people]> = {
  signUp: () => [{ username: 'another', email: 'another@campus.example', password }],
  signIn: () => [{ login: 'signer', password }],
  signOut: () => [undefined, 'leaver'],
  updateProfile: () => [{ department: 'Physics', yearGroup: 3 }, 'owner'],
  createBooking: () => [{ space, title: 'Choir', ...at(14) }, 'owner'],
  updateBooking: () => [{ booking: ids.booked, title: 'Moved' }, 'owner'],
  cancelBooking: () => [{ booking: ids.cancelled }, 'owner'],
  confirmBooking: () => [{ booking: ids.pending }, 'admin'],
  rate: () => [{ subject: id('Building', hall), score: 5, comment: 'Fine' }, 'owner'],
  deleteRating: () => [{ rating: ids.rating }, 'owner'],
  createBuilding: () => [{ name: 'Hall Two', kind: 'BLOCK' }, 'admin'],
  updateBuilding: () => [{ building: id('Building', hall), floors: 9 }, 'admin'],
  deleteBuilding: () => [{ building: id('Building', empty) }, 'admin'],
  createSpace: () => [
    { building: id('Building', hall), name: 'Hall Cellar', kind: 'CLASSROOM', capacity: 2000 },
    'admin',
  ],
  updateSpace: () => [{ space, equipment: ['organ'] }, 'admin'],
  deleteSpace: () => [{ space: id('Space', unused) }, 'admin'],
  createTerm: () => [{ name: 'Another', startsOn: '2028-01-01', endsOn: '2028-02-01' }, 'admin'],
  updateTerm: () => [{ term: id('Term', term), endsOn: '2027-03-21' }, 'admin'],
  setUserRole: () => [{ user: id('User', people.promoted), role: 'EXAM_OFFICER' }, 'admin'],
  deleteUser: () => [{ user: id('User', people.gone) }, 'admin'],
}
/** No field shows its effect. */
const unseen = ['signIn']

test('every mutation is here', () => {
  expect(Object.keys(changes).toSorted()).toEqual(
    Object.keys(readSchema().getMutationType()?.getFields() ?? {}).toSorted(),
  )
})

interface Answers {
  /** By gateway, person and question */
  all: string[]
  hits: number
  /** What came from elsewhere */
  others: string[]
}

async function askEverybody(headers: Record<string, string> = {}): Promise<Answers> {
  const nodes = [
    id('Building', hall),
    space,
    id('Space', unused),
    ids.booked,
    ids.pending,
    ids.rating,
    id('User', people.owner),
    id('User', people.gone),
  ]
  const answers = await Promise.all(
    gateways.flatMap((gateway) =>
      Object.values(people).flatMap((person) =>
        everything(nodes.map(String), at(14)).map((question) =>
          ask(gateway, question, { ...person?.headers, ...headers }),
        ),
      ),
    ),
  )
  return {
    all: answers.map(answerOf),
    hits: answers.filter((answer) => statusOf(answer.headers) === 'hit').length,
    others: answers
      .map((answer) => `${statusOf(answer.headers)} ${answerOf(answer).slice(0, 200)}`)
      .filter((text) => !text.startsWith('hit')),
  }
}

async function warmEverybody(): Promise<Answers> {
  let answers = await askEverybody()
  for (let tries = 0; tries < 5 && answers.hits < answers.all.length; tries++) answers = await askEverybody()
  expect(answers.others).toEqual([])
  return answers
}

test.each(Object.entries(changes))('after %s nothing old is served', async (name, of) => {
  const before = await warmEverybody()
  await change(name, ...of())
  const after = await askEverybody()
  const made = await askEverybody(fresh)
  expect(after.all).toEqual(made.all)
  const changed = after.all.filter((answer, index) => answer !== before.all[index]).length
  expect([name, changed > 0]).toEqual([name, !unseen.includes(name)])
  expect(after.hits).toBeGreaterThan(0)
})

const others: [what: string, write: string][] = [
  ['an insert', `insert into buildings (name, kind) values ('Hall by hand', 'BLOCK')`],
  ['an update of a column that filters look at', `update spaces set capacity = 5000 where id = ${other.id}`],
  ['a move to another parent', `update bookings set space_id = ${other.id} where id = (select min(id) from bookings)`],
  ['a delete that cascades', `delete from users where username = 'signer'`],
  ['a role', `update users set role = 'ADMIN' where id = (select min(id) from users where role = 'STUDENT')`],
  [
    'many rows at once',
    `insert into ratings (author_id, building_id, score) select null, ${hall.id}, 3 from generate_series(1, 300)`,
  ],
  ['a truncate', 'truncate ratings'],
]
test.each(others)('what another client writes is seen: %s', async (_, text) => {
  const before = await warmEverybody()
  await withClient(database.url, (client) => client.query(text))
  const made = await askEverybody(fresh)
  expect(made.all).not.toEqual(before.all)
  await vi.waitFor(async () => expect((await askEverybody()).all).toEqual(made.all), { timeout: 20_000, interval: 1 })
})
