/** What proxies in front say of a client, and what they cannot say. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'

let gateway: HttpGateway
beforeAll(async () => {
  const env = { TRUST_PROXY: '127.0.0.1', SIGN_IN_LIMIT: '100/account 3/address per 15 min' }
  gateway = await startHttpGateway({ env })
})
afterAll(() => gateway.stop())

async function signIn(from: string): Promise<string> {
  const query = 'mutation { signIn(input: { login: "nobody", password: "a wrong one" }) { userErrors { code } } }'
  const { graphql } = await gateway.post({ query }, { 'x-forwarded-for': from })
  return graphql.data.signIn.userErrors[0].code
}

test('attempts of one address are counted together, whatever port each of them came from', async () => {
  const codes: string[] = []
  for (const port of [50_001, 50_002, 50_003, 50_004]) codes.push(await signIn(`192.0.2.1:${port}`))
  expect(codes).toEqual([...Array(3).fill('INVALID_CREDENTIALS'), 'TOO_MANY_ATTEMPTS'])
  expect(await signIn('192.0.2.1')).toBe('TOO_MANY_ATTEMPTS')
  expect(await signIn('192.0.2.2:50001')).toBe('INVALID_CREDENTIALS')
})

test('attempts of clients that the proxy names by no address are counted as those of the proxy', async () => {
  const codes: string[] = []
  for (const name of ['unknown', '_a', 'x'.repeat(3000), 'me']) codes.push(await signIn(name))
  expect(codes).toEqual([...Array(3).fill('INVALID_CREDENTIALS'), 'TOO_MANY_ATTEMPTS'])
})

test('X-Forwarded-Host names no page whose cookies count', async () => {
  const headers = {
    cookie: `compax_session=${'x'.repeat(43)}`,
    origin: 'http://evil.example',
    'x-forwarded-host': 'evil.example',
  }
  const answer = await gateway.post({ query: '{ __typename }' }, headers)
  expect([answer.status, answer.code]).toEqual([403, 'FORBIDDEN'])
  const own = await gateway.post(
    { query: '{ __typename }' },
    { ...headers, origin: gateway.url.replace(/\/$/, ''), host: new URL(gateway.url).host },
  )
  expect(own.status).toBe(200)
})
