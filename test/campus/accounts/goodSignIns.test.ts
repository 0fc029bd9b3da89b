/** What signing in costs also when it succeeds: how often it may stand in a request, and how often an account may do it. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GraphQLAnswer } from '../../support/execute.ts'
import { startGateway, type TestGateway } from '../../support/harness.ts'

let gateway: TestGateway
let database: pg.Client
beforeAll(async () => {
  gateway = await startGateway({ env: { SIGN_IN_LIMIT: '40/account 40/address per 15 min' } })
  database = new pg.Client({ connectionString: gateway.databaseUrl })
  await database.connect()
})
afterAll(async () => {
  await database.end()
  await gateway.stop()
})

const password = 'a good long password'
const signIn = (login: string, condition = '') =>
  `signIn(input: { login: "${login}", password: "${password}" }) ${condition} { token userErrors { code message } }`
const signUp = (name: string) =>
  `signUp(input: { username: "${name}", email: "${name}@campus.example", password: "${password}" }) { token userErrors { code } }`

const ask = (text: string, headers?: Record<string, string>) => gateway.execute(text, {}, headers)

async function askAll(texts: string[]): Promise<GraphQLAnswer[]> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(texts.map((query) => ({ query }))),
  })
  return (await response.json()) as GraphQLAnswer[]
}

const codeOf = ({ errors, data }: GraphQLAnswer): string =>
  errors?.[0]?.extensions.code ??
  Object.values<{ userErrors: { code: string }[] }>(data)[0]?.userErrors[0]?.code ??
  'done'

const attempts = async () => Number((await database.query('select count(*) from attempts')).rows[0].count)

describe('a request', () => {
  test('has one sign-in and one sign-up an operation, whatever their aliases and fragments', async () => {
    const before = await attempts()
    for (const [name, field] of [
      ['signIn', signIn('nobody')],
      ['signUp', signUp('somebody')],
    ] as const) {
      for (const text of [
        `mutation { a: ${field} b: ${field} }`,
        `mutation { ${field} ...M } fragment M on Mutation { b: ${field} }`,
        `mutation { ...M ... { c: ${field} } } fragment M on Mutation { b: ${field} }`,
      ]) {
        for (let time = 0; time < 2; time++) {
          expect((await ask(text)).errors).toEqual([
            {
              message: `\`${name}\` stands 2 times in the operation; an operation may have 1.`,
              extensions: { code: 'BAD_USER_INPUT' },
            },
          ])
        }
      }
    }
    expect(await attempts()).toBe(before)
  })

  test('counts what a condition leaves out for nothing', async () => {
    const text = `mutation($no: Boolean = false) { a: ${signIn('nobody')} b: ${signIn('nobody', '@include(if: $no)')} }`
    expect((await ask(text)).errors).toBeUndefined()
    expect(codeOf(await gateway.execute(text, { no: true }))).toBe('BAD_USER_INPUT')
  })

  test('has both in one operation, each once', async () => {
    const { data, errors } = await ask(`mutation { ${signUp('both')} ${signIn('both')} }`)
    expect(errors).toBeUndefined()
    expect([data.signUp.userErrors, data.signIn.userErrors]).toEqual([[], []])
  })

  test('has three an array, of each; what is more is refused alone', async () => {
    await ask(`mutation { ${signUp('threefold')} }`)
    const read = '{ __typename }'
    const texts = Array.from({ length: 4 }, () => `mutation { ${signIn('threefold')} }`)
    const ups = Array.from({ length: 4 }, (_, n) => `mutation { ${signUp(`three${n}`)} }`)
    const answers = await askAll([...texts, ...ups, read])
    expect(answers.slice(0, 8).map(codeOf)).toEqual([
      ...['done', 'done', 'done', 'BAD_USER_INPUT'],
      ...['done', 'done', 'done', 'BAD_USER_INPUT'],
    ])
    expect(answers[8]?.data).toEqual({ __typename: 'Query' })
  })
})

describe('an account', () => {
  test('keeps its 20 newest sessions', async () => {
    const tokens: string[] = [(await ask(`mutation { ${signUp('ama')} }`)).data.signUp.token]
    for (let time = 0; time < 22; time++) tokens.push((await ask(`mutation { ${signIn('ama')} }`)).data.signIn.token)
    const known = await Promise.all(
      tokens.map(
        async (token) => (await ask('{ viewer { username } }', { authorization: `Bearer ${token}` })).data.viewer,
      ),
    )
    expect(known.map((viewer) => viewer !== null)).toEqual([
      ...Array.from({ length: 3 }, () => false),
      ...Array.from({ length: 20 }, () => true),
    ])
  })

  test('keeps 20 where many begin at once', async () => {
    await ask(`mutation { ${signUp('kofi')} }`)
    await Promise.all(Array.from({ length: 25 }, () => ask(`mutation { ${signIn('kofi')} }`)))
    const { rows } = await database.query(
      "select count(*)::int from sessions s join users u on u.id = s.user_id where username = 'kofi'",
    )
    expect(rows).toEqual([{ count: 20 }])
  })

  test('signs in 30 times in 15 minutes, also at once; others from the same address go on', async () => {
    await ask(`mutation { ${signUp('esi')} }`)
    const at = (count: number) =>
      Promise.all(Array.from({ length: count }, async () => codeOf(await ask(`mutation { ${signIn('esi')} }`))))
    expect(new Set(await at(20))).toEqual(new Set(['done']))
    const codes = await at(20)
    expect(codes.filter((code) => code === 'done')).toHaveLength(10)
    expect(codes.filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(10)
    const { data } = await ask(`mutation { ${signIn('esi')} }`)
    expect(data.signIn.userErrors[0].message).toBe(
      'This account has signed in 30 times within 15 minutes. Keep the token of a sign-in, or try again later.',
    )
    expect(codeOf(await ask(`mutation { ${signIn('kofi')} }`))).toBe('done')
    await database.query("update attempts set at = at - interval '16 minutes'")
    expect(codeOf(await ask(`mutation { ${signIn('esi')} }`))).toBe('done')
  })

  test('counts the passwords that changes of the account need, too', async () => {
    const { token } = (await ask(`mutation { ${signUp('yaw')} }`)).data.signUp
    const change = (n: number) =>
      `mutation { updateProfile(input: { email: "yaw${n}@campus.example", currentPassword: "${password}" }) { userErrors { code } } }`
    const codes: string[] = []
    for (let n = 0; n < 31; n++) codes.push(codeOf(await ask(change(n), { authorization: `Bearer ${token}` })))
    expect(codes).toEqual([...Array.from({ length: 30 }, () => 'done'), 'TOO_MANY_ATTEMPTS'])
  })
})
