import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { assertVersion } from '../../src/postgres/assertUsable.ts'
import { openDatabase } from '../../src/postgres/openDatabase.ts'
import { readSettings } from '../../src/settings.ts'
import { emptyDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await emptyDatabase()
})

afterEach(() => database.drop())

const open = (DATABASE_URL: string, DATABASE_DIRECT_URL?: string) =>
  openDatabase(readSettings({ DATABASE_URL, DATABASE_DIRECT_URL }), () => {})

test('the database of DATABASE_URL is migrated and used as it is', async () => {
  const opened = await open(database.url)
  expect(opened).toMatchObject({ url: database.url, directUrl: database.url })
  await opened.leave()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  expect((await client.query('select count(*)::int from spaces')).rows).toEqual([{ count: 0 }])
  await client.end()
})

test('migrations go past the pooler', async () => {
  const pooled = `${database.url}&application_name=pooled`
  const opened = await open(pooled, database.url)
  expect(opened).toMatchObject({ url: pooled, directUrl: database.url })
})

test.for<[what: string, change: (url: URL) => void, reason: string]>([
  ['a port where no server listens', (url) => Object.assign(url, { port: '1' }), 'connect ECONNREFUSED 127.0.0.1:1'],
  [
    'a wrong password',
    (url) => Object.assign(url, { password: 'hush' }),
    'password authentication failed for user "compax"',
  ],
  ['a database that is missing', (url) => Object.assign(url, { pathname: '/gone' }), 'database "gone" does not exist'],
])('%s is one line that says what to do, without the password', async ([, change, reason]) => {
  const url = new URL(database.url)
  const { password } = url
  change(url)
  const error: Error = await open(url.href).catch((thrown) => thrown)
  expect(error.message).toBe(
    `DATABASE_URL: no connection to ${url.host}${url.pathname} (${reason}). Start that PostgreSQL, correct the setting, or unset it for the embedded one.`,
  )
  expect(error).toMatchObject({ exitCode: 2 })
  expect(error.message).not.toContain(password)
})

test('a direct address that is wrong is named', async () => {
  const wrong = Object.assign(new URL(database.url), { port: '1' })
  await expect(open(database.url, wrong.href)).rejects.toThrow('DATABASE_DIRECT_URL: no connection to 127.0.0.1:1')
})

test('a PostgreSQL that is too old is refused by its version', () => {
  expect(() => assertVersion('DATABASE_URL', '14.19 (Debian 14.19-1)')).toThrow(
    'DATABASE_URL is a PostgreSQL 14.19 (Debian 14.19-1): 15 or newer is needed.',
  )
  for (const version of ['15.0', '18.4', '19beta1']) assertVersion('DATABASE_URL', version)
})
