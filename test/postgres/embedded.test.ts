import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { pid as ownPid } from 'node:process'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import {
  createDatabaseUsers,
  type DatabaseUsers,
  prepareDatabaseUsers,
  processesWith,
  query,
} from '../support/databaseUsers.ts'

let prepared: DatabaseUsers
let users: DatabaseUsers

beforeAll(async () => {
  prepared = await prepareDatabaseUsers()
})

afterAll(() => prepared.end())

beforeEach(async () => {
  users = await createDatabaseUsers(prepared.dataDir)
})

afterEach(() => users.end())

test('a second start keeps what was written after the first', async () => {
  const first = users.start()
  await query(await first.url(), insertCourse)
  await first.leave()
  expect(await query(await users.start().url(), selectCourse)).toEqual(oneCourse)
})

test('first starts at once end with one server', async () => {
  await rm(users.dataDir, { recursive: true })
  const urls = await Promise.all([1, 2, 3].map(() => users.start().url()))
  expect(new Set(urls).size).toBe(1)
  expect(await startsInLog()).toBe(1)
})

test('a relative folder is relative to the working directory, and the same server by either name', async () => {
  const url = await users.start({ cwd: users.folder, dataDir: './data dir/../data dir' }).url()
  expect(await users.start().url()).toBe(url)
})

test('a start while the last user is leaving gets a server', async () => {
  for (let round = 0; round < 5; round++) {
    const leaving = users.start()
    await leaving.url()
    const next = users.start()
    const [url] = await Promise.all([next.url(), leaving.leave()])
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
    await next.leave()
  }
})

test.for([
  { leaver: 'who started it', first: 0 },
  { leaver: 'who joined it', first: 1 },
])('the server outlives the leaving of $leaver, and ends with the other', async ({ first }) => {
  const starter = users.start()
  await starter.url()
  const joiner = users.start()
  await joiner.url()
  const [leaver, stayer] = first === 0 ? [starter, joiner] : [joiner, starter]
  await leaver.leave()
  expect(await query(await stayer.url(), 'select 1 as one')).toEqual([{ one: 1 }])
  await stayer.leave()
  expect(await processesWith(users.dataDir)).toEqual([])
})

test('the server of a killed process is joined, and stopped by who leaves it last', async () => {
  const killed = users.start()
  const url = await killed.url()
  await killed.kill('SIGKILL')
  const next = users.start()
  expect(await next.url()).toBe(url)
  expect(await startsInLog()).toBe(1)
  await next.leave()
  expect(await processesWith(users.dataDir)).toEqual([])
})

test('a server killed with its only user is recovered by the next, also by several at once', async () => {
  const user = users.start()
  await query(await user.url(), insertCourse)
  await user.kill('SIGKILL')
  process.kill(await users.serverPid(), 'SIGKILL')
  const urls = await Promise.all([1, 2, 3].map(() => users.start().url()))
  expect(new Set(urls).size).toBe(1)
  expect(await query(urls[0] ?? '', selectCourse)).toEqual(oneCourse)
})

test('a server killed under its user is started again at the same address', async () => {
  const user = users.start()
  const url = await user.url()
  process.kill(await users.serverPid(), 'SIGKILL')
  await user.line(/joining it again/)
  await vi.waitFor(async () => expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]), 30_000)
  await user.leave()
  expect(await processesWith(users.dataDir)).toEqual([])
})

test('a user whose connection is cut still keeps the server from being stopped', async () => {
  const user = users.start()
  const url = await user.url()
  await query(url, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'compax keeper'")
  await user.line(/joining it again/)
  await vi.waitFor(async () => expect(await query(url, keepers)).toEqual([{ count: 1 }]), 30_000)
  const other = users.start()
  await other.url()
  await other.leave()
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test.for([
  { owner: 'another program', makeOwner: async () => ({ pid: ownPid, end() {} }) },
  { owner: 'a dead process that its parent has not reaped', makeOwner: makeZombie },
])('a stale lock with the number of $owner does not prevent a start', async ({ makeOwner }) => {
  const first = users.start()
  await first.url()
  const lock = await readFile(users.lockFile, 'utf8')
  await first.leave()
  const owner = await makeOwner()
  await writeFile(users.lockFile, lock.replace(/^\d+/, String(owner.pid)))
  expect(await query(await users.start().url(), 'select 1 as one')).toEqual([{ one: 1 }])
  owner.end()
})

test('a killed server is not replaced before its last backend has ended', async () => {
  const user = users.start()
  const url = await user.url()
  const busy = query(url, 'select count(*) from generate_series(1, 1000000000000)').catch(() => {})
  const backend = await vi.waitFor(async () => {
    const [row] = await query(
      url,
      "select pid from pg_stat_activity where query like '%generate_series%' and pid <> pg_backend_pid()",
    )
    expect(row).toBeDefined()
    return Number(Object.values(row ?? {})[0])
  }, 30_000)
  await user.kill('SIGKILL')
  process.kill(await users.serverPid(), 'SIGKILL')
  const next = users.start()
  await next.line(/pre-existing shared memory/)
  process.kill(backend, 'SIGKILL')
  expect(await query(await next.url(), 'select 1 as one')).toEqual([{ one: 1 }])
  await busy
})

const insertCourse = "insert into courses (code, title) values ('A 1', 'Algebra')"
const selectCourse = 'select title from courses'
const oneCourse = [{ title: 'Algebra' }]
const keepers = "select count(*)::int from pg_stat_activity where application_name = 'compax keeper'"

async function startsInLog(): Promise<number> {
  const log = await readFile(users.logFile, 'utf8')
  return log.match(/starting PostgreSQL/g)?.length ?? 0
}

/** A child of a process that never asks how its children ended. */
async function makeZombie() {
  const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [output] = await once(parent.stdout, 'data')
  return { pid: Number(output), end: () => void parent.kill() }
}
