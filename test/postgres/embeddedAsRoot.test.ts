import { chmod, lstat, mkdir, readFile, realpath, stat, symlink } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accountInNamespace, isRoot } from '../../src/postgres/embedded/account.ts'
import { createDatabaseUsers, type DatabaseUsers, processesWith, query } from '../support/databaseUsers.ts'

const hasNamespaces = isRoot() && (await accountInNamespace('/')) !== undefined

let users: DatabaseUsers
let postgres: string
let path: string

beforeEach(async () => {
  users = await createDatabaseUsers()
  postgres = join(users.dataDir, 'postgres')
  path = await pathWithoutUnshare(join(users.folder, 'programs'))
})

afterEach(() => users.end())

describe.runIf(isRoot())('as root', () => {
  test.runIf(hasNamespaces)('in a folder that is closed to others, the data stays there and private', async () => {
    await chmod(users.folder, 0o700)
    const url = await users.start().url()
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
    const { mode, uid } = await stat(join(postgres, 'data'))
    expect({ mode: mode & 0o777, uid }).toEqual({ mode: 0o700, uid: 0 })
    expect((await lstat(postgres)).isDirectory()).toBe(true)
  })

  describe('where user namespaces are forbidden', () => {
    test('another user serves it from a folder that is open to others', async () => {
      const first = users.start({ path })
      await query(await first.url(), insertCourse)
      await first.leave()
      expect((await lstat(postgres)).isDirectory()).toBe(true)
      await expectServedByAnother()
    })

    test('the data of a folder that is closed to others is kept elsewhere, and found again', async () => {
      await chmod(users.folder, 0o700)
      const first = users.start({ path })
      await query(await first.url(), insertCourse)
      const folder = await realpath(postgres)
      expect(first.lines).toContain(
        `PostgreSQL cannot run as root, and no other user can reach ${postgres}: its data is kept in ${folder}.`,
      )
      await first.leave()
      await expectServedByAnother()
    })

    test.runIf(hasNamespaces)('what a namespace has served before is handed over', async () => {
      const first = users.start()
      await query(await first.url(), insertCourse)
      await first.leave()
      await chmod(users.dataDir, 0o755)
      await expectServedByAnother()
    })

    test.runIf(hasNamespaces)('what cannot be handed over is refused with one line that says what to do', async () => {
      await chmod(users.folder, 0o700)
      const first = users.start()
      await first.url()
      await first.leave()
      const refused = users.start({ path })
      await refused.line(/no other user can reach .*: allow user namespaces .*, or set DATA_DIR/)
    })
  })

  async function expectServedByAnother(): Promise<void> {
    const user = users.start({ path })
    expect(await query(await user.url(), 'select title from courses')).toEqual([{ title: 'Algebra' }])
    const data = await stat(join(postgres, 'data'))
    const process = await stat(`/proc/${await users.serverPid()}`)
    expect(data.mode & 0o777).toBe(0o700)
    expect(data.uid).toBeGreaterThan(0)
    expect(process.uid).toBe(data.uid)
    await user.leave()
    expect(await processesWith(await realpath(postgres))).toEqual([])
  }
})

const insertCourse = "insert into courses (code, title) values ('A 1', 'Algebra')"

/** What the machine's own PATH has, but for the program that makes namespaces. */
async function pathWithoutUnshare(folder: string): Promise<string> {
  await mkdir(folder)
  for (const name of ['id', 'test', 'chown', 'env']) {
    const found = await findProgram(name)
    if (found !== undefined) await symlink(found, join(folder, name))
  }
  return folder
}

async function findProgram(name: string): Promise<string | undefined> {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const program = join(directory, name)
    if (
      await readFile(program).then(
        () => true,
        () => false,
      )
    )
      return program
  }
  return undefined
}
