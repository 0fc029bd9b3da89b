/** A mutation that Apollo Server explains leaves the schema as it is, on which everything else runs. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCampusRows } from '../../support/campusRows.ts'
import { startGateway, type TestGateway } from '../../support/harness.ts'

let gateway: TestGateway
beforeAll(async () => {
  const campus = createCampusRows()
  campus.building()
  gateway = await startGateway({ prepare: campus.insert })
})
afterAll(() => gateway.stop())

test('operations are answered after a mutation whose variables do not fit', async () => {
  const mutation = 'mutation($input: CancelBookingInput!) { cancelBooking(input: $input) { booking { id } } }'
  for (const input of [undefined, null, 7, { booking: {} }, { wrong: 'x' }]) {
    const { errors, data } = await gateway.execute(mutation, { input })
    expect([data, errors?.[0]?.extensions.code]).toEqual([undefined, 'BAD_USER_INPUT'])
  }
  const { data, errors } = await gateway.execute('{ buildings { totalCount nodes { name kind } } terms { name } }')
  expect(errors).toBeUndefined()
  expect(data.buildings).toEqual({ totalCount: 1, nodes: [{ name: 'Building 1', kind: 'BLOCK' }] })
})
