import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createApplication } from '../../../src/campus/application.ts'
import { openCache } from '../../../src/gateway/caching/openCache.ts'
import { createGateway } from '../../../src/gateway/gateway.ts'
import { readSettings } from '../../../src/settings.ts'
import { absentInvalidation as invalidation } from '../../support/absentInvalidation.ts'
import { logNothing, observeNothing } from '../../support/observeNothing.ts'

const registered = [
  { name: 'Audit', body: 'query Audit { auditTrail { nodes { id } } }' },
  { name: 'Types', body: 'query Types { __schema { types { name } } }' },
  { name: 'Terms', body: 'query Terms { terms { name } }' },
  { name: 'Leave', body: 'mutation Leave { signOut { userErrors { message } } }' },
].map((operation) => ({ ...operation, id: hash('sha256', operation.body) }))

test('registered queries whose answers are never kept are logged at the start, with the reason', async () => {
  const settings = readSettings({})
  const application = createApplication(settings)
  const told: string[] = []
  const gateway = await createGateway(application, {
    settings,
    invalidation,
    registered,
    observer: observeNothing,
    ...openCache({ settings, application, invalidation, observer: observeNothing, log: { info() {}, warn() {} } }),
    read: async () => [],
    transact: async () => {
      throw new Error('Nothing is written here.')
    },
    logNotKept: (operation, reason) => told.push(`${operation}: ${reason}`),
    requestLog: logNothing,
    logUnregistered() {},
  })
  expect(told).toEqual(['Audit: max-age-0', 'Types: introspection'])
  expect(gateway.uncacheable).toEqual([
    { operation: 'Audit', reason: 'max-age-0' },
    { operation: 'Types', reason: 'introspection' },
    { operation: 'Leave', reason: 'mutation' },
  ])
  await gateway.close()
})
