/** Fields beside introspection run in Apollo Server, by the same rules and with the same context as everywhere. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCampusRows } from '../../support/campusRows.ts'
import { type HttpGateway, startHttpGateway } from '../../support/httpGateway.ts'
import { addPerson, type TestPerson } from '../../support/people.ts'

let gateway: HttpGateway
let student: TestPerson
beforeAll(async () => {
  const campus = createCampusRows()
  campus.building()
  gateway = await startHttpGateway({ prepare: campus.insert })
  student = await addPerson(gateway.databaseUrl, 'STUDENT')
})
afterAll(() => gateway.stop())

const beside = (fields: string) => ({ query: `{ __schema { queryType { name } } ${fields} }` })

test.each([
  'viewer { id role }',
  'bookings(filter: { mine: true }) { totalCount }',
  'users(first: 2) { nodes { id email } }',
])('%s is answered as without it', async (fields) => {
  for (const headers of [{}, student.headers]) {
    const mixed = await gateway.post(beside(fields), headers)
    const alone = await gateway.post({ query: `{ ${fields} }` }, headers)
    expect(mixed.graphql.errors).toEqual(alone.graphql.errors)
    expect(mixed.graphql.data).toEqual({ __schema: { queryType: { name: 'Query' } }, ...alone.graphql.data })
  }
})

test('a rule refuses there, too', async () => {
  const { graphql } = await gateway.post(beside('auditTrail { totalCount }'), student.headers)
  expect(graphql.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN'])
})
