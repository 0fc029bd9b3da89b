/**
 * The session as a cookie. Signing in sets it and signing out removes it. It is of no use to a page of another origin.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { GraphQLAnswer } from '../../support/execute.ts'
import { startGateway, type TestGateway } from '../../support/harness.ts'

let gateway: TestGateway
let cookie: string
beforeAll(async () => {
  const env = { TRUST_PROXY: '127.0.0.1', CORS_ORIGINS: 'https://app.campus.example' }
  gateway = await startGateway({ env })
  const header = await setCookie(signUp('ama'))
  cookie = header.split(';')[0] ?? ''
})
afterAll(() => gateway.stop())

const signUp = (name: string) =>
  `mutation { signUp(input: { username: "${name}", email: "${name}@campus.example", password: "a good long password" }) { token } }`

const send = (query: string, headers: Record<string, string> = {}) =>
  fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  })
const setCookie = async (query: string, headers?: Record<string, string>) =>
  (await send(query, headers)).headers.get('set-cookie') ?? ''

test('is for this site alone, and not for scripts', async () => {
  const header = await setCookie(signUp('esi'))
  expect(header).toMatch(/^compax_session=[\w-]{43}; /)
  expect(header.split('; ')).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Lax', 'Path=/']))
  expect(header).not.toContain('Secure')
})

test('is for https alone where a trusted proxy says that it is https', async () => {
  expect(await setCookie(signUp('yaw'), { 'x-forwarded-proto': 'https' })).toContain('Secure')
})

test('is not, whatever a client that is not a trusted proxy says', async () => {
  const direct = await startGateway({ databaseUrl: gateway.databaseUrl })
  const { headers } = await fetch(`${direct.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.1' },
    body: JSON.stringify({ query: signUp('adwoa') }),
  })
  await direct.stop()
  expect(headers.get('set-cookie')).toMatch(/^compax_session=/)
  expect(headers.get('set-cookie')).not.toContain('Secure')
})

test('signs in, and is taken away by signing out', async () => {
  const signedIn = await send('{ viewer { username } }', { cookie })
  expect(((await signedIn.json()) as GraphQLAnswer).data.viewer).toEqual({ username: 'ama' })
  const own = (await setCookie(signUp('kofi'))).split(';')[0] ?? ''
  expect(await setCookie('mutation { signOut { userErrors { code } } }', { cookie: own })).toMatch(
    /^compax_session=;.*(Max-Age=0|1970)/,
  )
  const after = await send('{ viewer { username } }', { cookie: own })
  expect(((await after.json()) as GraphQLAnswer).data.viewer).toBeNull()
})

test.each([
  [{ origin: 'https://elsewhere.example' }, 403],
  [{ origin: 'null' }, 403],
  [{ 'sec-fetch-site': 'cross-site' }, 403],
  [{ 'sec-fetch-site': 'same-site' }, 403],
  [{ origin: 'https://app.campus.example' }, 200],
  [{ 'sec-fetch-site': 'same-origin' }, 200],
  [{ 'sec-fetch-site': 'none' }, 200],
])('with %j is answered %i', async (headers, status) => {
  const response = await send('{ viewer { username } }', { cookie, ...headers } as Record<string, string>)
  expect(response.status).toBe(status)
  if (status === 403) expect(((await response.json()) as GraphQLAnswer).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
})

test('with a change from a page of another origin changes nothing', async () => {
  const change = `mutation { signOut { userErrors { code } } }`
  const own = (await setCookie(signUp('abena'))).split(';')[0] ?? ''
  expect((await send(change, { cookie: own, origin: 'https://elsewhere.example' })).status).toBe(403)
  expect((await send(change, { cookie: own, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  const linked = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent(change)}`, { headers: { cookie: own } })
  expect([linked.status, linked.headers.get('allow')]).toEqual([405, 'POST'])
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const form = await send(change, { cookie: own, 'content-type': type })
    expect(form.status).toBe(415)
  }
  const after = await send('{ viewer { username } }', { cookie: own })
  expect(((await after.json()) as GraphQLAnswer).data.viewer).toEqual({ username: 'abena' })
})

test('from our own page is answered', async () => {
  const response = await send('{ viewer { username } }', {
    cookie,
    origin: gateway.url.replace('localhost', '127.0.0.1'),
  })
  const own = await send('{ viewer { username } }', { cookie, origin: gateway.url })
  expect([response.status, own.status]).toEqual([403, 200])
})

test('gives way to a bearer token, which no page of another origin can set', async () => {
  const { data } = await gateway.execute(
    '{ viewer { username } }',
    {},
    { cookie, authorization: 'Bearer nonsense', origin: 'https://elsewhere.example' },
  )
  expect(data.viewer).toBeNull()
})
