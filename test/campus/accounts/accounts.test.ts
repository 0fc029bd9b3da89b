/** Accounts: signing up, in and out, and what a token is worth from then on. */
import { hash } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { startGateway, type TestGateway } from '../../support/harness.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

const campus = createCampusRows()
const room = campus.space(campus.building())
const password = 'a good long password'

let gateway: TestGateway
let other: TestGateway
let database: pg.Client
let admin: TestPerson
beforeAll(async () => {
  const env = { SIGN_IN_LIMIT: '1000/account 1000/address per 15 min', SIGN_UP_LIMIT: '1000/address per h' }
  gateway = await startGateway({ env, prepare: campus.insert })
  other = await startGateway({ env, databaseUrl: gateway.databaseUrl })
  database = new pg.Client({ connectionString: gateway.databaseUrl })
  await database.connect()
  admin = await addPerson(gateway.databaseUrl, 'ADMIN')
})
afterAll(async () => {
  await database.end()
  await other.stop()
  await gateway.stop()
})

let number = 0
let name = ''
beforeEach(() => {
  name = `ama${++number}`
})

interface Sent {
  headers?: Record<string, string>
  on?: TestGateway
}

async function run(field: string, selection: string, { headers, on = gateway }: Sent = {}) {
  const { data, errors } = await on.execute(
    `mutation { ${field} { ${selection} userErrors { code field message } } }`,
    {},
    headers,
  )
  const payload = data?.[field.split('(')[0] ?? '']
  const codes = payload?.userErrors.map(({ code, field }: { code: string; field: string | null }) =>
    field === null ? code : `${code} ${field}`,
  )
  return { ...payload, codes, errors: errors?.map(({ extensions }) => extensions.code) }
}
const text = (value: string) => JSON.stringify(value)
const signUp = (given: Record<string, string> = {}) => {
  const input = { username: name, email: `${name}@campus.example`, password, ...given }
  return run(
    `signUp(input: { ${Object.entries(input)
      .map(([key, value]) => `${key}: ${text(value)}`)
      .join(' ')} })`,
    'token user { id username email role }',
  )
}
const signIn = (login: string, given = password) =>
  run(`signIn(input: { login: ${text(login)}, password: ${text(given)} })`, 'token user { username }')
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const whoIs = async (headers: Record<string, string>, on = gateway) =>
  (await on.execute('{ viewer { username } }', {}, headers)).data.viewer?.username

describe('signing up', () => {
  test('gives a student, and a token at once', async () => {
    const { token, user, codes } = await signUp()
    expect({ codes, user }).toMatchObject({
      codes: [],
      user: { username: name, email: `${name}@campus.example`, role: 'STUDENT' },
    })
    expect(await whoIs(bearer(token))).toBe(name)
  })

  test('keeps neither password nor token, but their hashes', async () => {
    const { token } = await signUp()
    const { rows } = await database.query(
      'select c.password_hash, s.token_hash from users u join credentials c on c.user_id = u.id join sessions s on s.user_id = u.id where username = $1',
      [name],
    )
    expect(rows).toEqual([
      {
        password_hash: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/),
        token_hash: hash('sha256', token),
      },
    ])
  })

  test.each([
    [{ username: 'ab' }, 'INVALID_INPUT username'],
    [{ username: 'a'.repeat(33) }, 'INVALID_INPUT username'],
    [{ username: 'ama mensah' }, 'INVALID_INPUT username'],
    [{ email: 'nobody' }, 'INVALID_INPUT email'],
    [{ password: 'elevenchars' }, 'WEAK_PASSWORD password'],
    [{ password: 'x'.repeat(257) }, 'WEAK_PASSWORD password'],
    [{ password: 'passwordpassword' }, 'WEAK_PASSWORD password'],
    [{ password: 'password1234' }, 'WEAK_PASSWORD password'],
    [{ password: '123456789012' }, 'WEAK_PASSWORD password'],
    [{ password: 'aaaaaaaaaaaaaa' }, 'WEAK_PASSWORD password'],
    [{ password: 'qwerty123456' }, 'WEAK_PASSWORD password'],
    [{ email: 'own-name@campus.example', password: 'own-name@campus.example' }, 'WEAK_PASSWORD password'],
  ])('%j is %s', async (given, code) => {
    expect(await signUp(given)).toMatchObject({ codes: [code], token: null, user: null })
  })

  test('takes no name and no address that another account has, whatever the case', async () => {
    await signUp()
    expect((await signUp({ username: name.toUpperCase(), email: 'x@campus.example' })).codes).toEqual([
      'ALREADY_EXISTS username',
    ])
    expect((await signUp({ username: `${name}b`, email: `${name}@CAMPUS.example` })).codes).toEqual([
      'ALREADY_EXISTS email',
    ])
  })
})

describe('signing in', () => {
  test('is by name or address, whatever the case, and gives a new token each time', async () => {
    const { token } = await signUp()
    const byName = await signIn(name.toUpperCase())
    const byAddress = await signIn(`${name}@Campus.Example`)
    expect([byName.user.username, byAddress.user.username]).toEqual([name, name])
    expect(new Set([token, byName.token, byAddress.token]).size).toBe(3)
  })

  test('says the same of a wrong password and of an unknown login', async () => {
    await signUp()
    const wrong = await signIn(name, 'another long password')
    expect(wrong).toMatchObject({ token: null, user: null, codes: ['INVALID_CREDENTIALS'] })
    expect(await signIn('nobody-at-all')).toEqual(wrong)
  })

  test('has what follows in the request be theirs', async () => {
    await signUp()
    const { data } = await gateway.execute(
      `mutation { signIn(input: { login: "${name}", password: "${password}" }) { user { email } } }`,
    )
    expect(data.signIn.user.email).toBe(`${name}@campus.example`)
  })
})

describe('a token', () => {
  test('that is unknown, expired or ended belongs to no person', async () => {
    const { token } = await signUp()
    expect(await whoIs(bearer('nonsense'))).toBeUndefined()
    await database.query('update sessions set expires_at = now() where token_hash = $1', [hash('sha256', token)])
    expect(await whoIs(bearer(token))).toBeUndefined()
    const { errors } = await run('signOut', '', { headers: bearer(token) })
    expect(errors).toEqual(['UNAUTHENTICATED'])
  })

  test('ends with signing out, on every gateway', async () => {
    const { token } = await signUp()
    expect(await whoIs(bearer(token), other)).toBe(name)
    expect((await run('signOut', '', { headers: bearer(token) })).codes).toEqual([])
    expect([await whoIs(bearer(token)), await whoIs(bearer(token), other)]).toEqual([undefined, undefined])
  })

  test('ends with a change of role, whose effect is at once', async () => {
    const { token, user } = await signUp()
    const changed = await run(`setUserRole(input: { user: "${user.id}", role: EXAM_OFFICER })`, 'user { role }', {
      headers: admin.headers,
      on: other,
    })
    expect(changed).toMatchObject({ codes: [], user: { role: 'EXAM_OFFICER' } })
    expect(await whoIs(bearer(token))).toBeUndefined()
  })

  test('ends with a change of password, which needs the current one', async () => {
    const { token } = await signUp()
    const update = (input: string) =>
      run(`updateProfile(input: { ${input} })`, 'user { email department yearGroup }', { headers: bearer(token) })
    expect(await update('department: "Physics", yearGroup: 3')).toMatchObject({
      codes: [],
      user: { department: 'Physics', yearGroup: 3 },
    })
    expect((await update('yearGroup: 7')).codes).toEqual(['INVALID_INPUT yearGroup'])
    expect((await update('password: "a new long password"')).codes).toEqual(['INVALID_CREDENTIALS currentPassword'])
    expect((await update(`email: "new@campus.example", currentPassword: "wrong"`)).codes).toEqual([
      'INVALID_CREDENTIALS currentPassword',
    ])
    expect((await update(`password: "short", currentPassword: ${text(password)}`)).codes).toEqual([
      'WEAK_PASSWORD password',
    ])
    expect((await update(`password: "a new long password", currentPassword: ${text(password)}`)).codes).toEqual([])
    expect(await whoIs(bearer(token))).toBeUndefined()
    expect((await signIn(name, 'a new long password')).codes).toEqual([])
  })
})

describe('deleting an account', () => {
  test('cancels what was booked ahead, and keeps what is past without a name', async () => {
    const { token, user } = await signUp()
    const id = Number(Buffer.from(user.id, 'base64url').toString().split(':')[1])
    const add = (at: string) =>
      database.query(
        `insert into bookings (space_id, title, kind, starts_at, ends_at, booked_by_id) values ($1, 'Club', 'EVENT', $2::timestamptz, $2::timestamptz + interval '1 hour', $3) returning id`,
        [room.id, at, id],
      )
    const [past, ahead] = [await add('2020-05-05T10:00:00Z'), await add('2032-05-05T10:00:00Z')]
    await database.query('insert into ratings (author_id, space_id, score) values ($1, $2, 5)', [id, room.id])
    expect(
      (
        await run(`deleteUser(input: { user: "${user.id}" })`, '', {
          headers: (await addPerson(gateway.databaseUrl)).headers,
        })
      ).codes,
    ).toEqual(['NOT_ALLOWED user'])
    expect((await run(`deleteUser(input: { user: "${user.id}" })`, '', { headers: bearer(token) })).codes).toEqual([])
    const { rows } = await database.query(
      'select status, booked_by_id from bookings where id in ($1, $2) order by starts_at',
      [past.rows[0].id, ahead.rows[0].id],
    )
    expect(rows).toEqual([
      { status: 'CONFIRMED', booked_by_id: null },
      { status: 'CANCELLED', booked_by_id: null },
    ])
    expect((await database.query('select author_id from ratings where space_id = $1', [room.id])).rows).toEqual([
      { author_id: null },
    ])
    expect((await signIn(name)).codes).toEqual(['INVALID_CREDENTIALS'])
    expect(
      (await run(`deleteUser(input: { user: "${encodeGlobalId('User', id)}" })`, '', { headers: admin.headers })).codes,
    ).toEqual(['NOT_FOUND user'])
  })
})

test('the audit trail is for admins, and says who changed what', async () => {
  const { user } = await signUp()
  await run(`setUserRole(input: { user: "${user.id}", role: CLASS_REP })`, '', { headers: admin.headers })
  const trail = '{ auditTrail(first: 2) { nodes { action actor { username } user { username } summary } } }'
  const { data } = await gateway.execute(trail, {}, admin.headers)
  expect(data.auditTrail.nodes).toEqual([
    {
      action: 'ROLE_CHANGED',
      actor: { username: admin.username },
      user: { username: name },
      summary: `${name}: STUDENT became CLASS_REP.`,
    },
    { action: 'ACCOUNT_CREATED', actor: { username: name }, user: { username: name }, summary: `${name} signed up.` },
  ])
  const officer = await addPerson(gateway.databaseUrl, 'EXAM_OFFICER')
  const refused = await Promise.all([gateway.execute(trail), gateway.execute(trail, {}, officer.headers)])
  expect(refused.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual(['UNAUTHENTICATED', 'FORBIDDEN'])
})
