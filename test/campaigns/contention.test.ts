/** The short version of `npm run contention`: several gateways, many clients, and no client gets what another has. */
import { afterEach, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { startGateway } from '../support/harness.ts'
import { type Contention, contend } from './contention/contend.ts'
import { prepareField } from './contention/field.ts'
import { askWithForeignIds } from './contention/foreign.ts'
import { repeatKeys } from './contention/repeat.ts'
import { contestedWinners, verify } from './contention/verify.ts'

let database: TestDatabase
afterEach(() => database.drop())

const short = { gateways: 2, clients: 40, contestedSlots: 10, randomRanges: 100, attempts: 600 }

test.each<[string, Pick<Contention, 'faults'>, number]>([
  ['while nothing fails', { faults: 0 }, 0],
  ['while gateways are killed, connections cut, and clients leave', { faults: 4 }, 0],
])(
  'each slot has one winner, whose client got the answer that it won, %s',
  async (_, faults) => {
    database = await freshDatabase()
    const field = await prepareField(database.url)
    const report = await contend({ databaseUrl: database.url, ...short, ...faults, ...field })
    expect(report.outcomes).toHaveLength(short.attempts)
    const { winners, ...verdict } = await verify(database.url, report)
    expect(verdict).toEqual({ overlaps: 0, lost: [], unasked: [], strange: [] })
    expect(contestedWinners(report, short.attempts / 2 / short.contestedSlots)).toEqual(
      Array.from({ length: short.contestedSlots }, () => 1),
    )
    expect(winners).toBeGreaterThan(short.contestedSlots)
  },
  180_000,
)

test('each key books once, and its repeats get the answer that the first got', async () => {
  database = await freshDatabase()
  const field = await prepareField(database.url)
  const gateway = await startGateway({ databaseUrl: database.url })
  const report = await repeatKeys({ gateway, ...field, keys: 40, repeats: 10 })
  await gateway.stop()
  expect(report).toEqual({ booked: 40, equal: 360 })
})

test("ids of another person's rows are answered as ids of nothing", async () => {
  database = await freshDatabase()
  const { tokens } = await prepareField(database.url)
  const { execute, stop } = await startGateway({ databaseUrl: database.url })
  const report = await askWithForeignIds({ execute, databaseUrl: database.url, token: tokens[0] ?? '', count: 200 })
  await stop()
  expect(report).toEqual({ asked: 400, different: 0, changed: false })
})
