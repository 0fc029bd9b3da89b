/** Passwords as people type them, and attempts at one wherever it is asked for. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGateway, type TestGateway } from '../../support/harness.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startGateway({
    env: { SIGN_IN_LIMIT: '5/account 1000/address per 15 min', TRUST_PROXY: '127.0.0.1' },
  })
})
afterAll(() => gateway.stop())

const text = (value: string) => JSON.stringify(value)
const firstCode = ({ userErrors }: { userErrors: { code: string }[] }) => userErrors[0]?.code ?? 'done'

async function signUp(name: string, password: string) {
  const input = `username: "${name}", email: "${name}@campus.example", password: ${text(password)}`
  const { data } = await gateway.execute(
    `mutation { signUp(input: { ${input} }) { token user { id } userErrors { code } } }`,
  )
  return { ...data.signUp, code: firstCode(data.signUp) }
}

async function signIn(login: string, password: string) {
  const mutation = 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }'
  const { data, errors } = await gateway.execute(mutation, { input: { login, password } })
  return errors?.[0]?.extensions.code ?? firstCode(data.signIn)
}

test('of the longest that is allowed sign in, whatever they are written in, and only as a whole', async () => {
  const longest = '🗝'.repeat(128) + 'é'.repeat(128)
  expect((await signUp('longest', longest)).code).toBe('done')
  expect((await signUp('longer', `${longest}x`)).code).toBe('WEAK_PASSWORD')
  expect(await signIn('longest', longest)).toBe('done')
  expect(await signIn('longest', `${longest}x`)).toBe('INVALID_CREDENTIALS')
  for (const [login, password] of [
    ['longest', 'x'],
    ['x', longest],
  ] as const) {
    const repeated = (text: string, length: number) => (text === 'x' ? text.repeat(length) : text)
    const sized = (length: number) => signIn(repeated(login, length), repeated(password, length))
    expect([await sized(10_000), await sized(100_000)]).toEqual(['INVALID_CREDENTIALS', 'BAD_USER_INPUT'])
  }
})

test('guessed at as the current one count as they do in signing in', async () => {
  const { token } = await signUp('guessed', 'a good long password')
  const guess = (index: number) =>
    `g${index}: updateProfile(input: { email: "g${index}@campus.example", currentPassword: "guess number ${index}" }) { userErrors { code } }`
  const { data } = await gateway.execute(
    `mutation { ${Array.from({ length: 8 }, (_, index) => guess(index)).join(' ')} }`,
    {},
    { authorization: `Bearer ${token}` },
  )
  expect(Object.values<{ userErrors: { code: string }[] }>(data).map(firstCode)).toEqual([
    ...Array.from({ length: 5 }, () => 'INVALID_CREDENTIALS'),
    ...Array.from({ length: 3 }, () => 'TOO_MANY_ATTEMPTS'),
  ])
  expect(await signIn('guessed', 'a good long password')).toBe('TOO_MANY_ATTEMPTS')
})

test('tried for a name of digits do not count on the account of that number', async () => {
  const { user } = await signUp('numbered', 'a good long password')
  const number = Buffer.from(user.id, 'base64url').toString().replace('User:', '')
  for (let tries = 0; tries < 6; tries++) await signIn(number, 'a wrong long password')
  expect(await signIn('numbered', 'a good long password')).toBe('done')
})

test.each(['\ud800', 'a\udfffb', '\u0001\u0002', '', ' ', "' or true --", '%', '\u202eama'])(
  'for %j are for no account, and no error',
  async (login) => {
    expect(await signIn(login, login)).toBe('INVALID_CREDENTIALS')
  },
)

test('from addresses of one IPv6 network are from one address', async () => {
  const from = (end: number) => ({ 'x-forwarded-for': `2001:db8:7::${end.toString(16)}` })
  const own = await startGateway({
    databaseUrl: gateway.databaseUrl,
    env: { SIGN_IN_LIMIT: '1000/account 3/address per 15 min', TRUST_PROXY: '127.0.0.1' },
  })
  const codes: string[] = []
  for (let end = 1; end <= 5; end++) {
    const field = `signIn(input: { login: "of-six-${end}", password: "a wrong long password" }) { userErrors { code } }`
    codes.push(firstCode((await own.execute(`mutation { ${field} }`, {}, from(end))).data.signIn))
  }
  await own.stop()
  expect(codes.filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(2)
})
