/**
 * Transactions: each is all or nothing, and runs again as a whole where PostgreSQL ended it for the sake of another.
 */
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTransactionClient, type Transaction } from '../../../src/campus/transactions.ts'
import { createWriter, type Writer } from '../../../src/gateway/database/writer.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let client: pg.Client
let writer: Writer<Transaction>
beforeEach(async () => {
  database = await freshDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query(
    'create table counters (id int primary key, n int not null); insert into counters values (1, 0), (2, 0)',
  )
  writer = createWriter({
    createClient: createTransactionClient,
    connectionString: database.url,
    statementTimeoutMs: 5000,
    connections: 4,
  })
})
afterEach(async () => {
  await writer.close()
  await client.end()
  await database.drop()
})

const counters = async () => (await client.query('select n from counters order by id')).rows.map(({ n }) => n)
const count = (tx: Transaction, id: number) => tx.$executeRaw`update counters set n = n + 1 where id = ${id}`

test('two that wait for each other are both done, one of them at its second try', async () => {
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let tries = 0
  const inOrder = (ids: [number, number], mine: PromiseWithResolvers<void>, theirs: PromiseWithResolvers<void>) =>
    writer.transact(async (tx) => {
      tries++
      await count(tx, ids[0])
      mine.resolve()
      await theirs.promise
      await count(tx, ids[1])
    })
  await Promise.all([inOrder([1, 2], first, second), inOrder([2, 1], second, first)])
  expect([await counters(), tries]).toEqual([[2, 2], 3])
})

test('what fails at last changes nothing', async () => {
  const failing = writer.transact(async (tx) => {
    await count(tx, 1)
    throw new Error('No.')
  })
  await expect(failing).rejects.toThrow('No.')
  expect(await counters()).toEqual([0, 0])
})

test('a failure that is always the same is given up after a few tries', async () => {
  let tries = 0
  const failing = writer.transact(async (tx) => {
    tries++
    await tx.$executeRawUnsafe("do $$ begin raise exception 'again' using errcode = '40001'; end $$")
  })
  await expect(failing).rejects.toThrow()
  expect(tries).toBe(5)
})

test('statements are counted on the work that they are part of', async () => {
  const meters = [1, 2].map(() => ({ statements: 0, milliseconds: 0 }))
  await Promise.all(
    meters.map((meter, index) =>
      writer.transact(async (tx) => {
        for (let n = 0; n <= index; n++) await count(tx, index + 1)
      }, meter),
    ),
  )
  const [one, two] = meters.map(({ statements }) => statements)
  expect((two ?? 0) - (one ?? 0)).toBe(1)
})

test('a connection that is lost leaves the outcome unknown', async () => {
  const lost = writer.transact(async (tx) => {
    await count(tx, 1)
    await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'compax writes' and datname = current_database()",
    )
    await count(tx, 2)
  })
  await expect(lost).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } })
  await writer.transact((tx) => count(tx, 2))
  expect(await counters()).toEqual([0, 1])
})
