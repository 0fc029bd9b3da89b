import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tagMap } from '../../../src/campus/cacheTags.ts'
import { renderTriggers, tagMapVersion, triggerNames } from '../../../src/gateway/invalidation/renderTriggers.ts'
import { generalKinds, tagOf } from '../../../src/gateway/tags/tag.ts'
import { migrationsFolder } from '../../../src/postgres/migrations.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let client: pg.Client

beforeAll(async () => {
  database = await freshDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

const namesOf = async (sql: string): Promise<string[]> =>
  (await client.query<{ name: string }>(sql)).rows.map(({ name }) => name)

/** No answer that is kept may depend on these. */
const untaggedTables = ['credentials', 'attempts', 'idempotency_keys', 'audit_entries', 'demo_campus']

describe('the database and the map', () => {
  test('agree on which tables there are', async () => {
    const tables = await namesOf(
      `select tablename as name from pg_tables where schemaname = 'public' and tablename <> '_prisma_migrations'`,
    )
    expect(tables.sort()).toEqual([...Object.keys(tagMap.tables), ...untaggedTables].sort())
  })

  test('agree on the triggers, each of which fires always', async () => {
    const triggers = await namesOf(`
      select c.relname || ' ' || t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
      where t.tgenabled = 'A' and t.tgfoid::regproc::text = 'cache.' || c.relname || '_changed'`)
    const expected = Object.keys(tagMap.tables).flatMap((table) =>
      triggerNames(table).map((name) => `${table} ${name}`),
    )
    expect(triggers.sort()).toEqual(expected.sort())
  })

  test('agree on the text of the triggers: the newest migration of them is what is rendered', async () => {
    const folders = (await readdir(migrationsFolder)).filter((name) => !name.endsWith('.toml')).sort()
    const texts = await Promise.all(
      folders.map((folder) => readFile(join(migrationsFolder, folder, 'migration.sql'), 'utf8')),
    )
    const newest = texts.findLast((text) => text.includes('create or replace function cache.tag('))
    expect(newest?.endsWith(renderTriggers(tagMap))).toBe(true)
    expect(await namesOf('select map as name from cache.state')).toEqual([tagMapVersion(tagMap)])
  })

  test('agree on every tag', async () => {
    const ids = [0, 1, 2, 3, 42, 65_535, 65_536, 1_234_567, 2 ** 31 - 1, -1, -(2 ** 31)]
    const numbers = [...Object.values(generalKinds), ...tagMap.kinds.map(({ kind }) => kind)]
    const { rows } = await client.query<{ kind: number; id: number; tag: number }>(
      'select kind, id, cache.tag(kind, id) as tag from unnest($1::int[]) kind, unnest($2::int[]) id',
      [numbers, ids],
    )
    expect(rows).toHaveLength(ids.length * numbers.length)
    expect(rows.filter(({ kind, id, tag }) => tag !== tagOf(kind, id))).toEqual([])
    expect((await client.query('select cache.tag(16, null) as tag')).rows).toEqual([{ tag: null }])
  })
})
