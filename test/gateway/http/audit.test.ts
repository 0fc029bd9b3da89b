/** GraphQL over HTTP as the `graphql-http` package audits it, with introspection and, as in production, without. */
import { type Audit, serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'

let database: TestDatabase
let development: HttpGateway
let production: HttpGateway
beforeAll(async () => {
  database = await freshDatabase()
  const start = (env: Record<string, string>) => startHttpGateway({ databaseUrl: database.url, env })
  ;[development, production] = await Promise.all([start({}), start({ NODE_ENV: 'production' })])
})
afterAll(async () => {
  await Promise.all([development.stop(), production.stop()])
  await database.drop()
})

const numberOfAudits = 61

/** Where introspection is off: their one operation, with a variable, asks `__type`. */
const failing = [
  'SHOULD allow map {variables} parameter when accepting application/graphql-response+json',
  'MUST allow map {variables} parameter when accepting application/json',
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json',
]

describe('in development', () => {
  const audits = serverAudits({ url: () => `${development.url}/graphql`, fetchFn: fetch })

  test('it is audited as a whole', () => {
    expect(audits).toHaveLength(numberOfAudits)
  })

  test.each(audits)('$id $name', async ({ fn }) => {
    expect(await fn()).toMatchObject({ status: 'ok' })
  })
})

describe('with NODE_ENV=production', () => {
  let sent: string[] = []
  const recordingFetch: typeof fetch = (input, init) => {
    sent.push(`${decodeURIComponent(String(input))} ${init?.body ?? ''}`)
    return fetch(input, init)
  }
  const audits = serverAudits({ url: () => `${production.url}/graphql`, fetchFn: recordingFetch })

  async function outcomeOf({ name, fn }: Audit) {
    sent = []
    const { status } = await fn()
    return { name, status, asksForType: sent.some((request) => request.includes('__type(')) }
  }

  test('all audits pass but the four that ask `__type`, which is introspection', async () => {
    const outcomes = []
    for (const audit of audits) outcomes.push(await outcomeOf(audit))
    expect(outcomes).toHaveLength(numberOfAudits)
    const failed = outcomes.filter(({ status }) => status !== 'ok')
    expect(failed).toEqual(failing.map((name) => ({ name, status: expect.any(String), asksForType: true })))
  })

  test('those four fail for introspection, and for nothing else', async () => {
    const { graphql } = await production.post({
      variables: { name: 'Query' },
      query: 'query Type($name: String!) { __type(name: $name) { name } }',
    })
    expect(graphql.errors).toMatchObject([
      {
        message: 'Introspection is off here, so `__schema` and `__type` cannot be asked for.',
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ])
  })
})
