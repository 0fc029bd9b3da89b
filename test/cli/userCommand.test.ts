/** `compax user`, as an operator types it: the first admin, a role, a forgotten password. */

import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGateway, type TestGateway } from '../support/harness.ts'
import { startNode } from '../support/runNode.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())

const program = join(import.meta.dirname, '../../src/bin/compax.js')

async function user(args: string[], input = '') {
  const child = startNode([program, 'user', ...args], { env: { DATABASE_URL: gateway.databaseUrl } })
  child.stdin?.end(input)
  const [out, err, exitStatus] = await Promise.all([
    child.stdout.toArray(),
    child.stderr.toArray(),
    new Promise((resolve) => child.on('close', resolve)),
  ])
  return { exitStatus, stdout: out.join(''), stderr: err.join('') }
}
const signIn = async (login: string, password: string) => {
  const { data } = await gateway.execute(
    `mutation { signIn(input: { login: "${login}", password: "${password}" }) { user { role } userErrors { code } } }`,
  )
  return data.signIn.user?.role ?? data.signIn.userErrors[0].code
}

test('adds an admin, changes the role and the password, and each counts at once', async () => {
  const added = await user(['add', 'Root', '--email', 'root@campus.example', '--role', 'admin'], 'the first password\n')
  expect(added).toMatchObject({ exitStatus: 0, stdout: 'Added Root, who may do what an admin may.\n' })
  expect(await signIn('root', 'the first password')).toBe('ADMIN')
  expect((await user(['role', 'root', 'exam-officer'])).exitStatus).toBe(0)
  expect((await user(['password', 'root@campus.example'], 'the second password')).exitStatus).toBe(0)
  expect(await signIn('root', 'the first password')).toBe('INVALID_CREDENTIALS')
  expect(await signIn('root', 'the second password')).toBe('EXAM_OFFICER')
})

test.each<[string[], string, number, RegExp]>([
  [['add', 'taken', '--email', 'root@campus.example', '--role', 'admin'], 'a good long password', 1, /address already/],
  [['add', 'weak', '--email', 'weak@campus.example', '--role', 'admin'], 'short', 1, /12 to 256 characters/],
  [['add', 'none', '--email', 'none@campus.example', '--role', 'admin'], '', 1, /No password was given/],
  [['add', 'a b', '--email', 'ab@campus.example', '--role', 'admin'], 'a good long password', 1, /3 to 32/],
  [['add', 'king', '--email', 'king@campus.example', '--role', 'king'], 'a good long password', 2, /no role "king"/],
  [['role', 'nobody', 'admin'], '', 1, /nobody called "nobody"/],
  [['password', 'nobody'], 'a good long password', 1, /nobody called "nobody"/],
])('user %j', async (args, input, exitStatus, message) => {
  const failed = await user(args, input)
  expect(failed).toMatchObject({ exitStatus, stdout: '', stderr: expect.stringMatching(message) })
})
