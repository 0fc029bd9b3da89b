/** A database to seed, with the questions that the tests of seeding ask of it. */
import pg from 'pg'
import type { SeedOptions } from '../../src/campus/seeding/blueprint.ts'
import { campusTables } from '../../src/campus/seeding/campusTables.ts'
import { freshDatabase } from './database.ts'

export const silent = { update: () => {} }
export const wednesday: SeedOptions = {
  scale: 1,
  seed: 1,
  now: new Date('2026-11-18T15:20:00Z'),
  timeZone: 'Africa/Accra',
}

export interface Campus {
  url: string
  client: pg.Client
  /** The only value of the only row, as text */
  value(sql: string): Promise<string>
  close(): Promise<void>
}

export async function openCampus(): Promise<Campus> {
  const database = await freshDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const value = async (sql: string) => String((await client.query({ text: sql, rowMode: 'array' })).rows[0]?.[0])
  const close = async () => {
    await client.end()
    await database.drop()
  }
  return { url: database.url, client, value, close }
}

/** One for each table, the same where all rows are. */
export async function digest({ value }: Campus): Promise<string[]> {
  const digests: string[] = []
  for (const table of campusTables) {
    digests.push(await value(`select md5(string_agg(t::text, chr(10) order by id)) from ${table} t`))
  }
  return digests
}
