import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HttpGateway, startHttpGateway } from './httpGateway.ts'

let gateway: HttpGateway
beforeAll(async () => {
  gateway = await startHttpGateway()
})
afterAll(() => gateway.stop())

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({ url: () => `${gateway.url}/graphql`, fetchFn: fetch })

  test('is audited as a whole', () => {
    expect(audits.length).toBeGreaterThanOrEqual(61)
  })

  test.each(audits)('$id $name', async ({ fn }) => {
    expect(await fn()).toMatchObject({ status: 'ok' })
  })
})
