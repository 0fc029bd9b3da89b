import { appendFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  createDatabaseUsers,
  type DatabaseUsers,
  prepareDatabaseUsers,
  processesWith,
  query,
} from '../support/databaseUsers.ts'

let users: DatabaseUsers

afterEach(() => users.end())

describe('the first start', () => {
  beforeEach(async () => {
    users = await createDatabaseUsers()
  })

  test('says where the data is', async () => {
    const user = users.start()
    await user.url()
    expect(user.lines[0]).toBe(`Creating an embedded PostgreSQL in ${users.dataDir}/postgres.`)
  })

  test.for(['SIGINT', 'SIGTERM'] as const)('leaves nothing behind when %s cuts it short', async (signal) => {
    const user = users.start()
    await initdbRuns()
    await user.kill(signal)
    expect(user.process.signalCode).toBe(signal)
    expect(await processesWith(users.dataDir)).toEqual([])
    expect(await readdir(users.dataDir)).toEqual([])
  })

  test('does not block the second when it is killed', async () => {
    const killed = users.start()
    await initdbRuns()
    await killed.kill('SIGKILL')
    expect(await query(await users.start().url(), 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('refuses a folder that cannot be made', async () => {
    await writeFile(users.dataDir, '')
    const refused = users.start()
    await refused.line(/DATA_DIR .* cannot be used: EEXIST.*\. Set it to a folder of your own\./)
  })
})

describe('a later start', () => {
  let prepared: DatabaseUsers

  beforeAll(async () => {
    prepared = await prepareDatabaseUsers()
  })

  afterAll(() => prepared.end())

  beforeEach(async () => {
    users = await createDatabaseUsers(prepared.dataDir)
  })

  test.for(['SIGINT', 'SIGTERM'] as const)('stops the server when %s ends its use', async (signal) => {
    const user = users.start()
    await user.url()
    await user.kill(signal)
    expect(user.process.signalCode).toBe(signal)
    expect(await processesWith(users.dataDir)).toEqual([])
  })

  test('stops the server when one Ctrl-C arrives twice', async () => {
    const user = users.start()
    await user.url()
    user.process.kill('SIGINT')
    await user.kill('SIGINT')
    expect(await processesWith(users.dataDir)).toEqual([])
  })

  test('gives the same address, unless another program listens there', async () => {
    const first = users.start()
    const url = new URL(await first.url())
    await first.leave()
    const second = users.start()
    expect(await second.url()).toBe(url.href)
    await second.leave()
    await using _listener = await listen(Number(url.port))
    expect(new URL(await users.start().url()).port).not.toBe(url.port)
  })

  test('listens on this machine alone', async () => {
    const url = await users.start().url()
    const sql = "select current_setting('listen_addresses') as tcp, current_setting('unix_socket_directories') as unix"
    expect(await query(url, sql)).toEqual([{ tcp: '127.0.0.1', unix: '' }])
  })

  test('lets in only who knows the password', async () => {
    const url = new URL(await users.start().url())
    url.password = 'guess'
    await expect(query(url.href, 'select 1')).rejects.toThrow('password authentication failed')
  })

  test('has UTF-8, sorts and folds alike on every machine, and tells the time in UTC', async () => {
    const url = await users.start().url()
    const sql = `select current_setting('server_encoding') as encoding, datlocprovider as provider, datlocale as locale,
      current_setting('timezone') as zone from pg_database where datname = current_database()`
    expect(await query(url, sql)).toEqual([{ encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8', zone: 'UTC' }])
  })

  describe('refuses with one line that says what to do', () => {
    const cases: [what: string, reason: RegExp, spoil: (postgres: string) => Promise<void>][] = [
      [
        'the data of another version',
        /written by PostgreSQL 17, and this is 18: dump it .* or move the folder away/,
        (postgres) => writeFile(join(postgres, 'data', 'PG_VERSION'), '17\n'),
      ],
      [
        'a setting that PostgreSQL does not know',
        /did not start: .*configuration file.* contains errors\. Its log is .*server\.log/,
        (postgres) => appendFile(join(postgres, 'data', 'postgresql.conf'), 'nonsense = 1\n'),
      ],
      [
        'a folder without a database',
        /holds no database: move it away/,
        (postgres) => rm(join(postgres, 'data'), { recursive: true }),
      ],
      [
        'a link to what is gone',
        /is a link to .*, which is gone: bring it back, or remove the link/,
        async (postgres) => {
          await rm(postgres, { recursive: true })
          await symlink('/nowhere/postgres', postgres)
        },
      ],
    ]

    test.for(cases)('%s', async ([, reason, spoil]) => {
      await spoil(join(users.dataDir, 'postgres'))
      const refused = users.start()
      await refused.line(reason)
      await refused.leave()
      expect(refused.lines).toHaveLength(1)
    })
  })
})

const initdbRuns = () =>
  vi.waitFor(async () => {
    const commands = await processesWith(users.dataDir)
    expect(commands).toContainEqual(expect.stringContaining('initdb'))
  }, 30_000)

async function listen(port: number): Promise<AsyncDisposable> {
  const server = createServer()
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(port, '127.0.0.1', resolve)
  await promise
  return { [Symbol.asyncDispose]: async () => void server.close() }
}
