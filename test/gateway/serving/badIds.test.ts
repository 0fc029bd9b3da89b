/** Ids that are none: as filters they never mean "everything", and of several only the bad one fails. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { startGateway, type TestGateway } from '../../support/harness.ts'

const campus = createCampusRows()
const building = campus.building()
let gateway: TestGateway
beforeAll(async () => {
  gateway = await startGateway({ prepare: campus.insert })
})
afterAll(() => gateway.stop())

test.each([
  'spaces(filter: { building: "" })',
  'bookings(filter: { space: "" })',
  'classSessions(filter: { term: "" })',
  'classSessions(filter: { course: "" })',
  'classSessions(filter: { space: "" })',
])('%s is refused', async (field) => {
  const { errors } = await gateway.execute(`{ ${field} { totalCount } }`)
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
})

test('one malformed id of several is null with an error, and the others are answered in order', async () => {
  const ids = [encodeGlobalId('Building', building.id), 'nonsense', encodeGlobalId('Building', 999)]
  const { data, errors } = await gateway.execute('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })
  expect(data.nodes).toEqual([{ id: ids[0] }, null, null])
  expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([[['nodes', 1], 'BAD_USER_INPUT']])
})
