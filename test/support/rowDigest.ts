/** All rows of all tables in one value: equal before and after whatever changed nothing. */
import type pg from 'pg'

/** @param except tables that are meant to change */
export async function rowDigest(database: pg.Client, ...except: string[]): Promise<Record<string, string>> {
  const { rows: tables } = await database.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by tablename`,
  )
  const digests: Record<string, string> = {}
  for (const { name } of tables) {
    if (except.includes(name)) continue
    const { rows } = await database.query(
      `select md5(string_agg(t::text, '|' order by t::text)) as digest from "${name}" t`,
    )
    digests[name] = rows[0].digest
  }
  return digests
}
