/** Which requests share an execution, step by step: flights end when the test says so. */
import { expect, test } from 'vitest'
import { createFlights, type Landing } from '../../../src/gateway/caching/flights.ts'
import { entryOf } from '../../support/caching/entries.ts'

function openAirport() {
  const flights = createFlights()
  const begun: PromiseWithResolvers<Landing>[] = []
  const share = (arrivedAt: number) =>
    flights.share('key', { arrivedAt }, () => {
      const flight = Promise.withResolvers<Landing>()
      begun.push(flight)
      return flight.promise
    })
  return { share, begun, flights }
}

const landing = (sequence: number, isValid: boolean): Landing => ({
  entry: entryOf('key'),
  isValid,
  reason: isValid ? undefined : 'purged',
  sequence,
})
const settled = () => new Promise(setImmediate)

test('a thousand equal misses of one tick are one execution', async () => {
  const { share, begun, flights } = openAirport()
  const answers = Array.from({ length: 1000 }, () => share(1))
  expect(begun).toHaveLength(1)
  begun[0]?.resolve(landing(1, true))
  expect(new Set(await Promise.all(answers)).size).toBe(1)
  expect(flights.size).toBe(0)
})

test('what was purged on its way is for those alone who came before the purge', async () => {
  const { share, begun } = openAirport()
  const first = share(1)
  const before = share(1)
  const after = share(2)
  begun[0]?.resolve(landing(1, false))
  expect(await before).toBe(await first)
  await settled()
  expect(begun).toHaveLength(2)
  begun[1]?.resolve(landing(2, true))
  expect((await after).sequence).toBe(2)
})

test('of a thousand who may not have what landed, one flies', async () => {
  const { share, begun } = openAirport()
  share(1)
  const late = Array.from({ length: 1000 }, () => share(2))
  begun[0]?.resolve(landing(1, false))
  await settled()
  expect(begun).toHaveLength(2)
  begun[1]?.resolve(landing(2, false)) // purged again: they came before that
  await Promise.all(late)
  expect(begun).toHaveLength(2)
})

test('a request that found nothing on two flights flies alone, and no other request joins it', async () => {
  const { share, begun } = openAirport()
  share(1)
  const late = share(5)
  begun[0]?.resolve(landing(1, false))
  await settled()
  share(5)
  begun[1]?.resolve({ ...landing(4, false) })
  await settled()
  expect(begun.length).toBeGreaterThanOrEqual(2)
  for (const flight of begun) flight.resolve(landing(5, true))
  expect((await late).sequence).toBeGreaterThanOrEqual(4)
})

test('an execution that failed or gave errors is shared with no other request', async () => {
  for (const end of ['reject', 'errors']) {
    const { share, begun } = openAirport()
    const first = share(1).catch(() => 'failed')
    const other = share(1)
    if (end === 'reject') begun[0]?.reject(new Error('The database is away.'))
    else begun[0]?.resolve({ ...landing(1, false), entry: undefined })
    await first
    await settled()
    expect(begun).toHaveLength(2)
    begun[1]?.resolve(landing(1, true))
    expect((await other).isValid).toBe(true)
  }
})
