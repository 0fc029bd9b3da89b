/** Databases of others that cannot serve: another encoding, a role that may too little. One line, which says what to do. */
import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { describeFailure } from '../../src/cli/failure.ts'
import { createProgram } from '../../src/cli/program.ts'
import { UsageError } from '../../src/operatorErrors.ts'
import { openDatabase } from '../../src/postgres/openDatabase.ts'
import { withSettings } from '../../src/postgres/sessionSettings.ts'
import { startServer } from '../../src/server.ts'
import { readSettings } from '../../src/settings.ts'
import { emptyDatabase, freshDatabase, type TestDatabase } from '../support/database.ts'

const open = async (DATABASE_URL: string, DATABASE_DIRECT_URL?: string, lines: string[] = []) => {
  const settings = readSettings({ DATABASE_URL, DATABASE_DIRECT_URL })
  const opened = await openDatabase(settings, (line) => lines.push(line))
  await opened.leave()
}

const failureOf = async (opening: Promise<unknown>): Promise<Error> => {
  const error: unknown = await opening.then(
    () => new Error('It opened.'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Error)) throw error
  return error
}

const asSuperuser = async <Row extends pg.QueryResultRow>(url: string, statement: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(statement)).rows
  } finally {
    await client.end()
  }
}

const address = (url: string): string => `${new URL(url).host}${new URL(url).pathname}`

describe('a database in another encoding', () => {
  let url: string
  beforeEach(() => {
    url = Object.assign(new URL(inject('databaseServer').url), { pathname: `/test_${randomUUID().slice(0, 8)}` }).href
  })
  afterEach(() => onServer(`drop database if exists "${new URL(url).pathname.slice(1)}" with (force)`))

  const onServer = (statement: string) => asSuperuser(inject('databaseServer').url, statement)
  const create = (encoding: string) =>
    onServer(
      `create database "${new URL(url).pathname.slice(1)}" encoding ${encoding} locale_provider libc locale 'C' template template0`,
    )
  const lineOf = (encoding: string) =>
    `DATABASE_URL: the database at ${address(url)} has the encoding ${encoding}, and names and searches need UTF8. Create another, such as: create database campus encoding 'UTF8' template template0.`

  test.for(['LATIN1', 'SQL_ASCII', 'WIN1252'])(
    '%s is refused in one line, and nothing is written',
    async (encoding) => {
      await create(encoding)
      const error = await failureOf(open(url))
      expect(error).toBeInstanceOf(UsageError)
      expect(error).toMatchObject({ message: lineOf(encoding), exitCode: 2 })
      expect(await asSuperuser(url, `select from pg_class where relname = '_prisma_migrations'`)).toEqual([])
    },
  )

  test('every command that needs the database says so, and serving too', async () => {
    await create('LATIN1')
    const settings = readSettings({ DATABASE_URL: url, PORT: '0', LOG_LEVEL: 'silent', NODE_ENV: 'production' })
    const folder = new URL('../support/campusFiles', import.meta.url).pathname
    const commands = [
      ['migrate'],
      ['seed'],
      ['import', 'campus', folder],
      ['import', 'timetable', `${folder}/timetable.csv`, '--term', 'x'],
      ['term', 'add', 'x', '--from', '2027-01-04', '--to', '2027-02-05'],
      ['user', 'add', 'root', '--email', 'root@example.org', '--role', 'admin'],
      ['user', 'role', 'root', 'admin'],
      ['user', 'password', 'root'],
      ['cache', 'purge', '--all'],
      ['serve'],
    ]
    for (const command of commands) {
      const serve = () => startServer(settings, pino({ level: 'silent' }))
      const { exitStatus, stderr } = await runCommand(command, url, serve)
      expect({ command, exitStatus, line: stderr.trimEnd().split('\n').at(-1) }).toEqual({
        command,
        exitStatus: 2,
        line: lineOf('LATIN1'),
      })
    }
  })

  test('a UTF-8 database whose locale folds ASCII letters alone opens, with a line about it', async () => {
    await create('UTF8')
    const lines: string[] = []
    await open(url, undefined, lines)
    expect(lines[0]).toBe(
      `DATABASE_URL: the locale of the database at ${address(url)} does not fold the case of letters such as É, so a search tells É from é.`,
    )
  })
})

async function runCommand(command: string[], url: string, serve: () => Promise<unknown>) {
  const [stdout, stderr, stdin] = [new PassThrough(), new PassThrough(), new PassThrough()]
  stdin.end('correct horse battery staple\n')
  stdout.resume()
  const printed = text(stderr)
  const program = createProgram({ stdin, stdout, stderr, settings: () => readSettings({ DATABASE_URL: url }) }, serve)
  const exitStatus = await program.parseAsync(command, { from: 'user' }).then(
    () => 0,
    (error: unknown) => {
      const failure = describeFailure(error, false)
      stderr.write(failure.text)
      return failure.exitStatus
    },
  )
  stderr.end()
  return { exitStatus, stderr: await printed }
}

describe('a role that may too little', () => {
  let database: TestDatabase
  let role: string
  let asRole: string
  beforeEach(() => {
    role = `test_${randomUUID().replaceAll('-', '')}`
  })
  afterEach(async () => {
    const name = new URL(database.url).pathname.slice(1)
    const writing = withSettings(database.url, { default_transaction_read_only: 'off' })
    await asSuperuser(writing, `grant connect on database ${name} to public; drop owned by ${role} cascade`)
    await database.drop()
    await asSuperuser(inject('databaseServer').url, `drop role ${role}`)
  })

  const prepare = async (made: Promise<TestDatabase>, grants = ''): Promise<string> => {
    database = await made
    asRole = Object.assign(new URL(database.url), { username: role, password: 'guest' }).href
    await asSuperuser(database.url, `create role ${role} login password 'guest'; ${grants}`)
    return new URL(database.url).pathname.slice(1)
  }

  const lacks = (reason: string, advice: string, setting = 'DATABASE_URL') => ({
    message: `${setting}: the role ${role} may not do at ${address(database.url)} what the gateway needs (${reason}). ${advice}`,
    exitCode: 2,
  })

  test('that may create nothing learns what to grant, and with that it opens', async () => {
    const name = await prepare(emptyDatabase())
    const grants = `grant create on database ${name} to ${role}; grant usage, create on schema public to ${role}`
    const error = await failureOf(open(asRole))
    expect(error).toMatchObject(
      lacks('permission denied for schema public', `Let an administrator run there: ${grants}.`),
    )
    await asSuperuser(database.url, grants)
    await open(asRole)
  })

  test('that may not create extensions learns what to grant, and nothing is half-done', async () => {
    const name = await prepare(emptyDatabase(), `grant usage, create on schema public to ${role}`)
    expect(await failureOf(open(asRole))).toMatchObject(
      lacks(
        'permission denied to create extension "btree_gist"',
        `Let an administrator run there: grant create on database ${name} to ${role}.`,
      ),
    )
    expect(await asSuperuser(database.url, `select from pg_class where relname = 'buildings'`)).toEqual([])
  })

  test('that may not connect learns that', async () => {
    const name = await prepare(freshDatabase())
    await asSuperuser(database.url, `revoke connect on database ${name} from public`)
    expect(await failureOf(open(asRole))).toMatchObject(
      lacks(
        `permission denied for database "${name}"`,
        `Let an administrator run there: grant connect on database ${name} to ${role}.`,
      ),
    )
  })

  test('that may read nothing of a migrated database learns it step by step, and then it serves', async () => {
    await prepare(freshDatabase())
    const advised: string[] = []
    for (
      let error = await failureOf(open(asRole));
      error.message !== 'It opened.';
      error = await failureOf(open(asRole))
    ) {
      expect(error).toMatchObject({ exitCode: 2, message: expect.stringMatching(/^DATABASE_URL: the role /) })
      const [, grants = ''] = /Let an administrator run there: (.*)\.$/.exec(error.message) ?? []
      expect(advised).not.toContain(grants)
      advised.push(grants)
      await asSuperuser(database.url, grants)
    }
    expect(advised.length).toBeLessThan(4)
    // What it needs and no more: nothing is created by it, nothing of others is opened to it.
    expect(advised.join(';')).not.toMatch(/create|all tables/)
    const env = { DATABASE_URL: asRole, PORT: '0', LOG_LEVEL: 'silent', DEMO: 'off' }
    const server = await startServer(readSettings(env), pino({ level: 'silent' }))
    const answer = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `mutation { signUp(input: { username: "kofi", email: "k@example.org", password: "correct horse battery" }) {
          user { username } userErrors { code } } }`,
      }),
    })
    expect(await answer.json()).toMatchObject({ data: { signUp: { user: { username: 'kofi' }, userErrors: [] } } })
    await server.close()
  })

  test.for([
    ['select', 'bookings'],
    ['insert', 'audit_entries'],
    ['update', 'spaces'],
    ['delete', 'sessions'],
  ])('that lacks %s on %s alone learns that', async ([privilege, table]) => {
    await prepare(freshDatabase())
    await asSuperuser(
      database.url,
      `grant usage on schema public, cache to ${role};
      grant select, insert, update, delete on all tables in schema public, cache to ${role};
      grant usage on all sequences in schema public to ${role};
      grant execute on all functions in schema cache to ${role};
      revoke ${privilege} on ${table} from ${role}`,
    )
    expect(await failureOf(open(asRole))).toMatchObject(
      lacks(
        `no ${privilege} on ${table}`,
        `Let an administrator run there: grant select, insert, update, delete on ${table} to ${role}.`,
      ),
    )
  })

  test('that lacks what one command alone needs learns that from the command', async () => {
    await prepare(freshDatabase())
    await asSuperuser(
      database.url,
      `grant usage on schema public, cache to ${role};
      grant select, insert, update, delete on all tables in schema public, cache to ${role};
      grant usage on all sequences in schema public to ${role}; grant execute on all functions in schema cache to ${role}`,
    )
    await open(asRole)
    const expected = lacks('permission denied for sequence buildings_id_seq', 'Let an administrator grant it.')
    const seeded = await runCommand(['seed'], asRole, async () => {})
    expect({ ...seeded, stderr: seeded.stderr.trimEnd().split('\n').at(-1) }).toEqual({
      exitStatus: 2,
      stderr: expected.message,
    })
  })

  test('tables of another role are migrated by that role', async () => {
    await prepare(freshDatabase())
    await asSuperuser(
      database.url,
      `grant all on all tables in schema public, cache to ${role}; grant all on schema public, cache to ${role};
      delete from _prisma_migrations where migration_name like '%response_cache'; drop schema cache cascade`,
    )
    const error = await failureOf(open(asRole))
    expect(error).toBeInstanceOf(UsageError)
    expect(error.message).toMatch(
      new RegExp(
        `^DATABASE_URL: the role ${role} may not .* Run "compax migrate" as compax, which owns the tables\\.$`,
      ),
    )
  })

  test('the setting that is named is the one of that address', async () => {
    await prepare(emptyDatabase())
    const error = await failureOf(open(database.url, asRole))
    expect(error.message).toMatch(/^DATABASE_DIRECT_URL: the role /)
  })

  test('a database that cannot be written is named', async () => {
    const name = await prepare(emptyDatabase())
    await asSuperuser(database.url, `alter database ${name} set default_transaction_read_only = on`)
    expect(await failureOf(open(database.url))).toMatchObject({
      message: `DATABASE_URL: the database at ${address(database.url)} is read-only, such as a replica: the gateway needs one that it can write to.`,
      exitCode: 2,
    })
  })

  test('the owner of a database needs no more', async () => {
    const name = await prepare(emptyDatabase())
    await asSuperuser(database.url, `alter database ${name} owner to ${role}`)
    await open(asRole)
  })
})
