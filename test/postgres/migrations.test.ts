import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as enums from '../../src/generated/prisma/enums.ts'
import { applyMigrations, migrationsFolder } from '../../src/postgres/migrations.ts'
import { explainDenial } from '../../src/postgres/privileges.ts'
import { emptyDatabase, type TestDatabase } from '../support/database.ts'
import { createPrismaSchemaEngine } from '../support/prismaSchemaEngine.ts'

let database: TestDatabase
let client: pg.Client
let folders: string[]

beforeEach(async () => {
  folders = []
  database = await emptyDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})

afterEach(async () => {
  await client.end()
  await database.drop()
  for (const folder of folders) await rm(folder, { recursive: true })
})

describe('the migrations of this repository', () => {
  beforeEach(() => applyMigrations(database.url, migrationsFolder, () => {}))

  test('say the same as schema.prisma, but for indexes that Prisma has no words for', async () => {
    await using prisma = await openPrisma(migrationsFolder)
    const differences = await prisma.diff()
    expect(differences.filter((statement) => !/^DROP INDEX/.test(statement))).toEqual([])
  })

  test('give enums the values of schema.prisma in the same order', async () => {
    const { rows } = await client.query<{ values: string[] }>(
      'select array_agg(enumlabel::text order by enumsortorder) as values from pg_enum group by enumtypid',
    )
    expect(rows.map(({ values }) => values).sort()).toEqual(Object.values(enums).map(Object.keys).sort())
  })

  test('give every foreign key an index that begins with its columns', async () => {
    const { rows } = await client.query(`
      select conrelid::regclass || ' ' || conname as key from pg_constraint
      where contype = 'f' and not exists (
        select from pg_index
        where indrelid = conrelid and indisvalid and indpred is null
          and (string_to_array(indkey::text, ' ')::int2[])[1:cardinality(conkey)] @> conkey
      )`)
    expect(rows).toEqual([])
  })

  test('are recorded so that prisma migrate status and deploy find nothing to do', async () => {
    await using prisma = await openPrisma(migrationsFolder)
    expect(await prisma.status()).toEqual({ edited: [], failed: [], history: null })
    expect(await prisma.deploy()).toEqual([])
  })

  test('are not applied a second time', async () => {
    expect(await applyMigrations(database.url, migrationsFolder, () => {})).toEqual([])
  })
})

test('what prisma migrate deploy has applied is not applied again', async () => {
  expect(await deployWithPrisma(migrationsFolder)).toEqual(await migrationNames(migrationsFolder))
  expect(await applyMigrations(database.url, migrationsFolder, () => {})).toEqual([])
})

test('records look like those of Prisma', async () => {
  const recordedBy = async (apply: () => Promise<unknown>) => {
    await apply()
    const { rows: values } = await client.query(recordValues)
    const { rows: columns } = await client.query(recordColumns)
    await client.query('drop table _prisma_migrations, rooms')
    return { values, columns }
  }
  const folder = await folderOf({ '1_rooms': rooms })
  const theirs = await recordedBy(() => deployWithPrisma(folder))
  const ours = await recordedBy(() => applyMigrations(database.url, folder, () => {}))
  expect(ours).toEqual(theirs)
})

describe('runs', () => {
  test('in the order of the names, each reported', async () => {
    const folder = await folderOf({ '2_beds': 'alter table rooms add beds int;', '1_rooms': rooms })
    const lines: string[] = []
    expect(await applyMigrations(database.url, folder, (line) => lines.push(line))).toEqual(['1_rooms', '2_beds'])
    expect(lines).toEqual(['Applied the migration 1_rooms.', 'Applied the migration 2_beds.'])
  })

  test('by several processes at once apply each migration once', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => applyMigrations(database.url, migrationsFolder, () => {})))
    expect(runs.flat()).toEqual(await migrationNames(migrationsFolder))
  })

  test('wait for another that is under way, and say so', async () => {
    await client.query('select pg_advisory_lock(72707369)')
    const waiting = Promise.withResolvers<string>()
    const run = applyMigrations(database.url, await folderOf({}), waiting.resolve)
    expect(await waiting.promise).toBe('Another process is applying migrations: waiting for it.')
    await client.query('select pg_advisory_unlock(72707369)')
    expect(await run).toEqual([])
  })

  test('are not cut short by a timeout of the database', async () => {
    const { rows } = await client.query<{ name: string }>('select current_database() as name')
    await client.query(`alter database ${rows[0]?.name} set statement_timeout = '10ms'`)
    const folder = await folderOf({ '1_slow': 'select pg_sleep(0.05);' })
    expect(await applyMigrations(database.url, folder, () => {})).toEqual(['1_slow'])
  })
})

describe('refusals change nothing', () => {
  test('of a migration that fails', async () => {
    const folder = await folderOf({ '1_rooms': `${rooms} insert into rooms values (1); select 1 / 0;` })
    await expect(applyMigrations(database.url, folder, () => {})).rejects.toThrow(
      'The migration 1_rooms failed and changed nothing: division by zero.',
    )
    const { rows } = await client.query(
      "select to_regclass('rooms') as rooms, (select count(*)::int from _prisma_migrations)",
    )
    expect(rows).toEqual([{ rooms: null, count: 0 }])
  })

  test('of a migration that cannot be recorded', async () => {
    const folder = await folderOf({ '1_rooms': `${rooms} drop table _prisma_migrations;` })
    await expect(applyMigrations(database.url, folder, () => {})).rejects.toThrow('does not exist')
    expect((await client.query("select to_regclass('rooms') as rooms")).rows).toEqual([{ rooms: null }])
  })

  test('of a file that was changed after it was applied', async () => {
    await applyMigrations(database.url, await folderOf({ '1_rooms': rooms }), () => {})
    const changed = await folderOf({ '1_rooms': `${rooms} -- changed`, '2_beds': 'create table beds ();' })
    await expect(applyMigrations(database.url, changed, () => {})).rejects.toThrow(
      'The file of the migration 1_rooms was changed after it was applied: restore it, and put the change into a new migration.',
    )
    await expect(client.query('select from beds')).rejects.toThrow('does not exist')
  })

  test('of a database that a newer version has migrated', async () => {
    await applyMigrations(
      database.url,
      await folderOf({ '1_rooms': rooms, '2_beds': 'create table beds ();' }),
      () => {},
    )
    await expect(applyMigrations(database.url, await folderOf({ '1_rooms': rooms }), () => {})).rejects.toThrow(
      'The database has the migration 2_beds, which this version does not know: run the version that applied it, or a newer one.',
    )
  })

  test('of a migration that failed when Prisma applied it', async () => {
    const folder = await folderOf({ '1_rooms': `${rooms} select 1 / 0;` })
    await expect(deployWithPrisma(folder)).rejects.toThrow('external connector error')
    await expect(applyMigrations(database.url, folder, () => {})).rejects.toThrow(
      'The migration 1_rooms failed when Prisma applied it: repair the database, then run "prisma migrate resolve".',
    )
  })

  test('of an extension that the server lacks, with what to install', async () => {
    const folder = await folderOf({ '1_extension': 'create extension no_such_extension;' })
    const error: unknown = await applyMigrations(database.url, folder, () => {}).catch((thrown) => thrown)
    expect(await explainDenial('DATABASE_URL', database.url, error)).toMatchObject({
      message: `DATABASE_URL: the PostgreSQL at ${new URL(database.url).host} lacks what the gateway needs (extension "no_such_extension" is not available). Install its contrib package.`,
      exitCode: 2,
    })
  })
})

test('other line endings are no change of a file', async () => {
  await applyMigrations(database.url, await folderOf({ '1_rooms': `${rooms}\n` }), () => {})
  expect(await applyMigrations(database.url, await folderOf({ '1_rooms': `${rooms}\r\n` }), () => {})).toEqual([])
})

const rooms = 'create table rooms (id int);'

/** A folder of migrations, by name. */
async function folderOf(migrations: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'compax-migrations-'))
  folders.push(folder)
  for (const [name, sql] of Object.entries(migrations)) {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, 'migration.sql'), sql)
  }
  return folder
}

const openPrisma = async (folder: string) =>
  createPrismaSchemaEngine({
    url: database.url,
    schema: await readFile(join(migrationsFolder, '..', 'schema.prisma'), 'utf8'),
    migrationsFolder: folder,
  })

/** Prisma keeps its lock until its connection ends. */
async function deployWithPrisma(folder: string): Promise<string[]> {
  await using prisma = await openPrisma(folder)
  return await prisma.deploy()
}

const migrationNames = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => !name.endsWith('.toml')).sort()

const recordValues = `
  select migration_name, checksum, logs, rolled_back_at, applied_steps_count, length(id), started_at <= finished_at as in_order
  from _prisma_migrations`

const recordColumns = `
  select column_name, data_type, character_maximum_length, is_nullable, column_default
  from information_schema.columns where table_name = '_prisma_migrations' order by ordinal_position`
