/** A database from before names were unique as people read them: what the migration does with those that are alike. */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { applyMigrations, migrationsFolder } from '../../src/postgres/migrations.ts'
import { emptyDatabase, type TestDatabase } from '../support/database.ts'
import { runNode } from '../support/runNode.ts'

const first = '20261127115900_user_names_as_people_read_them'
const second = '20261127120000_names_as_people_read_them'
const program = join(import.meta.dirname, '../../src/bin/compax.js')

let database: TestDatabase
let client: pg.Client
let before: string

beforeEach(async () => {
  before = await mkdtemp(join(tmpdir(), 'compax-before-'))
  const names = (await readdir(migrationsFolder)).filter((name) => name < first)
  for (const name of names) await cp(join(migrationsFolder, name), join(before, name), { recursive: true })
  database = await emptyDatabase()
  await applyMigrations(database.url, before, () => {})
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})

afterEach(async () => {
  await client.end()
  await database.drop()
  await rm(before, { recursive: true })
})

async function migrate(): Promise<string[]> {
  const lines: string[] = []
  await applyMigrations(database.url, migrationsFolder, (line) => lines.push(line))
  return lines
}

const column = async (statement: string): Promise<unknown[]> =>
  (await client.query({ text: statement, rowMode: 'array' })).rows.flat()

const addTerms = (...names: string[]) =>
  client.query(
    `insert into terms (name, starts_on, ends_on, time_zone)
     select name, '2026-09-07', '2026-12-18', 'Africa/Accra' from unnest($1::text[]) as name`,
    [names],
  )

const termNames = () => column('select name from terms order by id')

describe('the newer of two names that are alike gets a number', () => {
  test.each([
    [
      ['One', 'one'],
      ['One', 'one (2)'],
    ],
    [
      ['one', 'One'],
      ['one', 'One (2)'],
    ],
    [
      ['One', 'one', ' ONE ', 'Ｏｎｅ'],
      ['One', 'one (2)', ' ONE  (3)', 'Ｏｎｅ (4)'],
    ],
    [
      ['One', 'one', 'one  (2)'],
      ['One', 'one (3)', 'one  (2)'],
    ],
    [
      ['One', 'Two'],
      ['One', 'Two'],
    ],
  ])('%j become %j', async (names, expected) => {
    await addTerms(...names)
    await migrate()
    expect(await termNames()).toEqual(expected)
    await expect(addTerms(`${names[0]?.toUpperCase()}`)).rejects.toThrow('terms_folded_name_key')
  })

  test('within 200 letters, also where few letters are many to read', async () => {
    await addTerms('x'.repeat(200), 'X'.repeat(200), '\ufdfa'.repeat(150), '\ufdfa'.repeat(160))
    await migrate()
    expect(await termNames()).toEqual([
      'x'.repeat(200),
      `${'X'.repeat(196)} (2)`,
      '\ufdfa'.repeat(150),
      `${'\ufdfa'.repeat(20)} (2)`,
    ])
  })

  test('in each table; rooms only of one building', async () => {
    await client.query(`
      insert into buildings (name, kind) values ('Hall', 'BLOCK'), ('HALL', 'BLOCK');
      insert into spaces (building_id, name, kind) values
        (1, 'Room A', 'CLASSROOM'), (2, 'room a', 'CLASSROOM'), (1, 'Room  A', 'OFFICE');
      insert into courses (code, title) values ('ÉCO 1', 'Economics'), ('éco1', 'Other');
    `)
    const lines = await migrate()
    expect(await column('select name from buildings order by id')).toEqual(['Hall', 'HALL (2)'])
    expect(await column('select name from spaces order by id')).toEqual(['Room A', 'room a', 'Room  A (2)'])
    expect(await column('select code from courses order by id')).toEqual(['ÉCO 1', 'éco1 (2)'])
    expect(lines).toEqual([
      `Applied the migration ${first}.`,
      'Renamed the building "HALL" (id 2) to "HALL (2)", since there is "Hall".',
      'Renamed the room "Room  A" (id 3) to "Room  A (2)", since there is "Room A".',
      'Renamed the course "éco1" (id 2) to "éco1 (2)", since there is "ÉCO 1".',
      `Applied the migration ${second}.`,
    ])
    expect(await column("select summary from audit_entries where action = 'RENAMED' order by id")).toEqual([
      'The building "HALL" (id 2) became "HALL (2)", since there was "Hall".',
      'The room "Room  A" (id 3) became "Room  A (2)", since there was "Room A".',
      'The course "éco1" (id 2) became "éco1 (2)", since there was "ÉCO 1".',
    ])
  })

  test('and what was kept of it in response caches is purged', async () => {
    await addTerms('One', 'one')
    await client.query('delete from cache.purge')
    await migrate()
    expect(await column('select cache.tag(25, 2) = any(tags) from cache.purge')).toEqual([true])
  })

  test('and no control character of a name reaches the terminal', async () => {
    await addTerms('One\u009b2J', 'one\u009b2J', 'a\u202eb', 'A\u202eb')
    const lines = await migrate()
    expect(lines.slice(1, 3)).toEqual([
      'Renamed the term "one\\u{9b}2J" (id 2) to "one\\u{9b}2J (2)", since there is "One\\u{9b}2J".',
      'Renamed the term "A\\u{202e}b" (id 4) to "A\\u{202e}b (2)", since there is "a\\u{202e}b".',
    ])
  })
})

describe('user names that are alike', () => {
  const addUsers = (...names: string[]) =>
    client.query('insert into users (username, email) select name, md5(name) from unnest($1::text[]) as name', [names])

  test('stop the migration, are listed on one line, and nothing is changed', async () => {
    await addUsers('ama', 'Kofi', 'ａｍａ', 'kofi ')
    await addTerms('One', 'one')
    const { exitStatus, stdout, stderr } = await runNode([program, 'migrate'], { env: { DATABASE_URL: database.url } })
    expect({ exitStatus, stdout, stderr }).toEqual({
      exitStatus: 2,
      stdout: '',
      stderr: `The migration ${first} has stopped and changed nothing. User names that people read as one: "ama" (id 1), "ａｍａ" (id 3); "Kofi" (id 2), "kofi " (id 4). Change or delete all but one of each (update users set username = … where id = …), then start again.\n`,
    })
    expect(await termNames()).toEqual(['One', 'one'])
    expect(
      await column("select count(*)::int from _prisma_migrations where migration_name like '%people_read%'"),
    ).toEqual([0])
  })

  test('stop it no more once they differ', async () => {
    await addUsers('ama', 'ａｍａ')
    await expect(migrate()).rejects.toThrow('people read as one')
    await client.query("update users set username = 'ama2' where id = 2")
    expect(await migrate()).toHaveLength(2)
    await expect(addUsers('ＡＭＡ')).rejects.toThrow('users_folded_username_key')
  })
})

test('a start prints what was renamed', async () => {
  await addTerms('One', 'one')
  const { stdout, stderr } = await runNode([program, 'migrate'], { env: { DATABASE_URL: database.url } })
  expect(stderr).toBe('')
  expect(stdout).toContain('Renamed the term "one" (id 2) to "one (2)", since there is "One".\n')
})
