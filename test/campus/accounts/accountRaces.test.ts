/** What happens to an account while a client is using it: the later answer is that of the account as it then is. */
import { hash } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { startGateway, type TestGateway } from '../../support/harness.ts'
import { untilSomebodyWaits } from '../../support/lockWaits.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

const campus = createCampusRows()
const room = encodeGlobalId('Space', campus.space(campus.building()).id)
const password = 'a good long password'

let gateway: TestGateway
let database: pg.Client
let person: TestPerson
beforeAll(async () => {
  gateway = await startGateway({ prepare: campus.insert })
  database = new pg.Client({ connectionString: gateway.databaseUrl })
  await database.connect()
})
beforeEach(async () => {
  person = await addPerson(gateway.databaseUrl)
})
afterAll(async () => {
  await database.end()
  await gateway.stop()
})

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: a test asserts what is in it
  data: any
  codes: (string | undefined)[]
}

async function mutate(fields: string, headers: Record<string, string> = person.headers): Promise<Answer> {
  const { data, errors = [] } = await gateway.execute(`mutation { ${fields} }`, {}, headers)
  return { data, codes: errors.map(({ extensions }) => extensions.code) }
}

const signIn = (login: string) =>
  `signIn(input: { login: "${login}", password: "${password}" }) { token userErrors { code } }`

/** Makes the change while the mutation waits for it, and gives what the mutation then answers. */
async function meanwhile(changes: string[], mutation: string): Promise<Answer> {
  await database.query('begin')
  for (const change of changes) await database.query(change)
  const answer = mutate(mutation)
  await untilSomebodyWaits(gateway.databaseUrl)
  await database.query('commit')
  return answer
}

test('a password that is changed during a sign-in with the old one refuses that sign-in', async () => {
  const name = `racer-${person.id}`
  const signUp = `signUp(input: { username: "${name}", email: "${name}@campus.example", password: "${password}" }) { token }`
  await mutate(signUp, {})
  const ofRacer = `user_id = (select id from users where username = '${name}')`
  const { data } = await meanwhile(
    [
      `update credentials set password_hash = password_hash || 'x' where ${ofRacer}`,
      `delete from sessions where ${ofRacer}`,
    ],
    signIn(name),
  )
  expect(data.signIn).toEqual({ token: null, userErrors: [{ code: 'INVALID_CREDENTIALS' }] })
  const { rows } = await database.query(`select count(*)::int as n from sessions where ${ofRacer}`)
  expect(rows).toEqual([{ n: 0 }])
})

describe('an account that is deleted while it is used', () => {
  const times = 'startsAt: "2027-01-11T08:00:00Z", endsAt: "2027-01-11T09:00:00Z"'
  const book = (more = '') => {
    const day = new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10)
    const ahead = times.replaceAll('2027-01-11', day)
    return `createBooking(input: { space: "${room}", title: "Club", ${ahead}${more} }) { userErrors { code } }`
  }
  const deleted = () => [`delete from users where id = ${person.id}`]

  test.each([
    ['books', book()],
    ['books with a key', book(', idempotencyKey: "one"')],
    ['rates', `rate(input: { subject: "${room}", score: 4 }) { userErrors { code } }`],
  ])('%s nothing more', async (_what, mutation) => {
    const { data, codes } = await meanwhile(deleted(), mutation)
    expect([data, codes]).toEqual([null, ['UNAUTHENTICATED']])
  })

  test('leaves no viewer for the rest of its request', async () => {
    const id = encodeGlobalId('User', person.id)
    const gone = `gone: deleteUser(input: { user: "${id}" }) { userErrors { code } }`
    for (const next of [
      book(),
      'updateProfile(input: { department: "Physics" }) { userErrors { code } }',
      'signOut { userErrors { code } }',
    ]) {
      const someone = await addPerson(gateway.databaseUrl)
      const own = gone.replace(id, encodeGlobalId('User', someone.id))
      const { codes } = await mutate(`${own} ${next}`, someone.headers)
      expect(codes).toEqual(['UNAUTHENTICATED'])
    }
  })
})

test('a person who has signed out is not the viewer of the rest of the request', async () => {
  const { codes } = await mutate(`signOut { userErrors { code } } again: signOut { userErrors { code } }`)
  expect(codes).toEqual(['UNAUTHENTICATED'])
})

test('sessions that have expired are taken away in passing', async () => {
  const expired = hash('sha256', 'an old token')
  await database.query(
    "insert into sessions (user_id, token_hash, expires_at) values ($1, $2, now() - interval '1 day')",
    [person.id, expired],
  )
  const name = `tidy-${person.id}`
  await mutate(
    `signUp(input: { username: "${name}", email: "${name}@x.example", password: "${password}" }) { token }`,
    {},
  )
  expect((await database.query('select from sessions where token_hash = $1', [expired])).rowCount).toBe(0)
})
