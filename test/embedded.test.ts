import pg from 'pg'
import { expect, test } from 'vitest'
import { freshDatabase } from './database.ts'

test('clone', async () => {
  const d = await freshDatabase()
  const c = new pg.Client({ connectionString: d.url })
  await c.connect()
  expect((await c.query('select count(*)::int n from buildings')).rows).toEqual([{ n: 0 }])
  await c.end()
  await d.drop()
})
