/** A token whose session has ended gets the answer of a client that is not signed in, and a header says so. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCachingGateway, warm } from '../../support/caching/cacheClient.ts'
import type { HttpGateway } from '../../support/httpGateway.ts'
import { addPerson } from '../../support/people.ts'

const origin = 'https://campus.example'
let gateway: HttpGateway
beforeAll(async () => {
  gateway = await startCachingGateway({ env: { CORS_ORIGINS: origin } })
})
afterAll(() => gateway.stop())

const unknown = { authorization: 'Bearer unknown' }
const viewer = { query: '{ viewer { username } }' }
const publicOne = { query: '{ terms { name } }' }
const signOut = { query: 'mutation { signOut { userErrors { code } } }' }
const rate = { query: 'mutation { deleteRating(input: { rating: "UmF0aW5nOjE" }) { userErrors { code } } }' }

test('queries are answered as for a client that is not signed in, with a header', async () => {
  const answer = await gateway.post(viewer, unknown)
  expect([answer.status, answer.graphql.data]).toEqual([200, { viewer: null }])
  expect(answer.headers['compax-session']).toBe('expired')
  expect(answer.headers['cache-control']).toMatch(/^private/)
})

test('from the cache, too, and by a cookie as by a bearer token', async () => {
  await warm(gateway, viewer)
  for (const headers of [unknown, { cookie: 'compax_session=unknown' }]) {
    for (let time = 0; time < 3; time++) {
      expect((await gateway.post(viewer, headers)).headers['compax-session']).toBe('expired')
      expect((await gateway.get(viewer, headers)).headers['compax-session']).toBe('expired')
      expect((await gateway.post([viewer, publicOne], headers)).headers['compax-session']).toBe('expired')
    }
  }
})

test('never on a public answer, which a CDN may keep, nor without a token or with a session that holds', async () => {
  await warm(gateway, publicOne)
  const { headers } = await addPerson(gateway.databaseUrl)
  const answers = [
    await gateway.get(publicOne, unknown),
    await gateway.get(publicOne, unknown),
    await gateway.post(viewer),
    await gateway.post(viewer, headers),
    await gateway.post([viewer, signOut, viewer], headers),
  ]
  expect(answers.map((answer) => answer.headers['compax-session'])).toEqual(Array(5).fill(undefined))
})

test('what needs a viewer says that the session has ended', async () => {
  for (const body of [rate, { query: '{ auditTrail { totalCount } }' }]) {
    const { graphql, headers } = await gateway.post(body, unknown)
    expect(graphql.errors?.[0]).toMatchObject({
      message:
        'The session has ended, or never was. Sign in again, and send `Authorization: Bearer` with the new token.',
      extensions: { code: 'UNAUTHENTICATED' },
    })
    expect(graphql.errors?.[0]?.path).toHaveLength(1)
    expect(headers['compax-session']).toBe('expired')
  }
  const { graphql } = await gateway.post(rate)
  expect(graphql.errors?.[0]?.message).toMatch(/^Sign in first/)
})

test('a session that ended on another device', async () => {
  const person = await addPerson(gateway.databaseUrl)
  await warm(gateway, viewer, person.headers)
  expect((await gateway.post(viewer, person.headers)).headers['compax-session']).toBeUndefined()
  await gateway.post(signOut, person.headers)
  const answer = await gateway.post(viewer, person.headers)
  expect([answer.graphql.data, answer.headers['compax-session']]).toEqual([{ viewer: null }, 'expired'])
})

test('not beside a session that the request itself has begun', async () => {
  const account = { username: `new-${Date.now().toString(36)}`, password: 'correct horse battery staple 7' }
  const signUp = {
    query: 'mutation($i: SignUpInput!) { signUp(input: $i) { user { username } userErrors { code } } }',
    variables: { i: { ...account, email: `${account.username}@campus.example` } },
  }
  for (const body of [
    signUp,
    [
      viewer,
      {
        ...signUp,
        variables: {
          i: { ...signUp.variables.i, username: `${account.username}-2`, email: `2${account.username}@campus.example` },
        },
      },
    ],
  ]) {
    const answer = await gateway.post(body, { cookie: 'compax_session=unknown' })
    expect(answer.headers['set-cookie']).toHaveLength(1)
    expect(answer.headers['compax-session']).toBeUndefined()
  }
})

test('a page of another origin may read it', async () => {
  const { headers } = await gateway.post(viewer, { ...unknown, origin })
  expect(headers['access-control-expose-headers']).toContain('Compax-Session')
})
