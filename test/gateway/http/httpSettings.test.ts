/** What settings change of what HTTP shows. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'

let database: TestDatabase
const running: HttpGateway[] = []

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())
afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.stop()))
})

async function start(env: Record<string, string>): Promise<HttpGateway> {
  const gateway = await startHttpGateway({ databaseUrl: database.url, env })
  running.push(gateway)
  return gateway
}

const origin = 'https://campus.example'
const typename = { query: '{ __typename }' }
const introspection = { query: '{ __schema { queryType { name } } }' }

describe('CORS_ORIGINS', () => {
  const preflight = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  }

  test('by default lets no page of another origin read an answer', async () => {
    const gateway = await start({})
    const answer = await gateway.post(typename, { origin })
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    expect((await gateway.send({ method: 'OPTIONS', headers: preflight })).status).toBe(405)
  })

  test('lets those of its origins, with their cookies, and no others', async () => {
    const gateway = await start({ CORS_ORIGINS: `https://other.example, ${origin}` })
    const own = await gateway.post(typename, { origin })
    expect(own.headers['access-control-allow-origin']).toBe(origin)
    expect(own.headers['access-control-allow-credentials']).toBe('true')
    expect(own.headers.vary?.toLowerCase()).toContain('origin')
    const asked = await gateway.send({ method: 'OPTIONS', headers: preflight })
    expect([asked.status, asked.headers['access-control-allow-origin']]).toEqual([204, origin])
    expect(asked.headers['access-control-allow-methods']).toContain('POST')
    expect(asked.headers['access-control-allow-headers']).toContain('content-type')

    const foreign = { ...preflight, origin: 'https://evil.example' }
    expect((await gateway.post(typename, foreign)).headers['access-control-allow-origin']).toBeUndefined()
    const refused = await gateway.send({ method: 'OPTIONS', headers: foreign })
    expect(refused.headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('NODE_ENV=production', () => {
  test('keeps SQL, introspection and the sandbox to itself', async () => {
    const gateway = await start({ NODE_ENV: 'production' })
    for (const body of [typename, { query: '{' }, {}, { query: '{ terms { id } }' }]) {
      expect((await gateway.post(body)).graphql.extensions).toBeUndefined()
    }
    const [entry] = JSON.parse((await gateway.post([typename])).body.toString())
    expect(entry).toEqual({ data: { __typename: 'Query' } })
    expect((await gateway.send({ path: '/sandbox' })).status).toBe(404)
    expect((await gateway.send({ path: '/' })).status).toBe(404)
    const visit = await gateway.send({ headers: { accept: 'text/html,*/*;q=0.8' } })
    expect(visit.status).toBe(400)
  })

  test('refuses introspection in words of its own, and suggests no names', async () => {
    const gateway = await start({ NODE_ENV: 'production' })
    const { graphql } = await gateway.post(introspection)
    expect(graphql.errors).toEqual([
      {
        message: 'Introspection is off here, so `__schema` and `__type` cannot be asked for.',
        locations: [{ line: 1, column: 3 }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ])
    const { graphql: misspelt } = await gateway.post({ query: '{ buildngs { totalCount } }' })
    expect(misspelt.errors?.[0]?.message).toBe('Cannot query field "buildngs" on type "Query".')
  })

  test('with SANDBOX=on has both', async () => {
    const gateway = await start({ NODE_ENV: 'production', SANDBOX: 'on' })
    expect((await gateway.send({ path: '/sandbox' })).status).toBe(200)
    expect((await gateway.post(introspection)).graphql).toEqual({
      data: { __schema: { queryType: { name: 'Query' } } },
    })
  })
})

test('SANDBOX=off takes the sandbox and introspection, and leaves extensions.sql', async () => {
  const gateway = await start({ SANDBOX: 'off' })
  expect((await gateway.send({ path: '/sandbox' })).status).toBe(404)
  expect((await gateway.send({ path: '/' })).status).toBe(404)
  const answer = await gateway.post(introspection)
  expect([answer.code, answer.graphql.extensions?.sql?.statements]).toEqual(['GRAPHQL_VALIDATION_FAILED', 0])
})
