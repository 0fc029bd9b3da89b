/** Attempts to sign in and up: counted one by one, however they are sent, and only as long as they count. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startGateway, type TestGateway } from '../../support/harness.ts'

let gateway: TestGateway
beforeEach(async () => {
  const env = {
    SIGN_IN_LIMIT: '5/account 8/address per 15 min',
    SIGN_UP_LIMIT: '3/address per h',
    TRUST_PROXY: '127.0.0.1',
    MAX_COST: '30000',
  }
  gateway = await startGateway({ env })
})
afterEach(() => gateway.stop())

const password = 'a good long password'
const signIn = (login: string, given = 'a wrong long password') =>
  `signIn(input: { login: "${login}", password: "${given}" }) { userErrors { code } }`
const signUp = (name: string) =>
  `signUp(input: { username: "${name}", email: "${name}@campus.example", password: "${password}" }) { userErrors { code } }`
const from = (address: string) => ({ 'x-forwarded-for': address })

/** One after another, each in an operation of its own */
async function codes(fields: string[], headers: Record<string, string> = {}): Promise<string[]> {
  const found: string[] = []
  for (const field of fields) {
    const { data } = await gateway.execute(`mutation { field: ${field} }`, {}, headers)
    found.push(data.field.userErrors[0]?.code ?? 'done')
  }
  return found
}
const wrong = (count: number) => Array.from({ length: count }, () => 'INVALID_CREDENTIALS')

test('of one account end at its limit, also with the right password', async () => {
  await codes([signUp('ama')])
  expect(await codes(Array.from({ length: 7 }, () => signIn('ama')))).toEqual([
    ...wrong(5),
    'TOO_MANY_ATTEMPTS',
    'TOO_MANY_ATTEMPTS',
  ])
  expect(await codes([signIn('ama@campus.example', password)], from('192.0.2.1'))).toEqual(['TOO_MANY_ATTEMPTS'])
})

test('of one account never pass its limit when they come at once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, index) => codes([signIn('nobody')], from(`192.0.2.${index}`))),
  )
  expect(answers.flat().filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(5)
})

test('of one address end at its limit, for all accounts together; another address goes on', async () => {
  const names = Array.from({ length: 10 }, (_, index) => signIn(`nobody${index}`))
  expect(await codes(names, from('192.0.2.7'))).toEqual([...wrong(8), 'TOO_MANY_ATTEMPTS', 'TOO_MANY_ATTEMPTS'])
  expect(await codes([signIn('nobody')], from('192.0.2.8'))).toEqual(wrong(1))
})

test('that succeed do not count', async () => {
  await codes([signUp('ama')])
  const fields = Array.from({ length: 12 }, () => signIn('ama', password))
  expect(new Set(await codes(fields))).toEqual(new Set(['done']))
})

test('to sign up end at the limit of the address', async () => {
  expect(await codes(['kofi', 'esi', 'yaw', 'adwoa'].map(signUp))).toEqual([
    'done',
    'done',
    'done',
    'TOO_MANY_ATTEMPTS',
  ])
})

test('sixty in arrays of three at once and under other names are sixty, of which five are made', async () => {
  const query = `mutation { other: ${signIn('nobody')} }`
  const send = async () => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ query }, { query }, { query }]),
    })
    return (await response.json()) as { data: Record<string, { userErrors: { code: string }[] }> }[]
  }
  const answers = (await Promise.all(Array.from({ length: 20 }, send))).flat()
  const given = answers.flatMap(({ data }) => Object.values(data).map(({ userErrors }) => userErrors[0]?.code))
  expect(Map.groupBy(given, (code) => code).get('INVALID_CREDENTIALS')).toHaveLength(5)
  expect(Map.groupBy(given, (code) => code).get('TOO_MANY_ATTEMPTS')).toHaveLength(55)
})

test('a thousand in one request are one refusal, before any is made', async () => {
  const { errors, data } = await gateway.execute(
    `mutation { ${Array.from({ length: 1000 }, (_, index) => `f${index}: ${signIn('ama')}`).join(' ')} }`,
  )
  expect([errors?.length, data]).toEqual([1, undefined])
  expect(await codes([signIn('ama')])).toEqual(wrong(1))
})

test('a flood of them does not stop reads', async () => {
  const order: string[] = []
  const flood = Promise.all(
    Array.from({ length: 60 }, (_, index) => codes([signIn(`n${index}`)], from(`198.51.100.${index}`))),
  ).then(() => order.push('flood'))
  await gateway.execute('{ terms { name } }').then(() => order.push('read'))
  await flood
  expect(order).toEqual(['read', 'flood'])
})
