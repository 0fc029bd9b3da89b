/**
 * How to tell the demo from an operator's own campus: one row of `demo_campus` holds the last id of each table. Ids
 * only grow, so each later row has a later id. Sequences would not do, because a refused import moves them and adds
 * nothing.
 */
import type pg from 'pg'
import { campusTables } from './campusTables.ts'
import { lockCampus } from './emptyCampus.ts'

export async function markDemo(client: pg.ClientBase, seed: number): Promise<void> {
  await client.query(`insert into demo_campus (seed, last_ids) values ($1, ${lastIds})`, [seed])
}

/** Also true of a demo that has been removed. */
export async function wasDemoLoaded(client: pg.ClientBase): Promise<boolean> {
  const { rowCount } = await client.query('select from demo_campus')
  return rowCount !== 0
}

/** @internal */
export async function isUntouchedDemo(client: pg.ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(`select from demo_campus where last_ids = ${lastIds}`)
  return rowCount !== 0
}

/**
 * Within the caller's transaction: deletes the demo, or changes nothing and returns false. The mark stays with no ids
 * in it, so that the demo does not come back when an operator deletes the campus that replaced it.
 */
export async function removeUntouchedDemo(client: pg.ClientBase): Promise<boolean> {
  if (!(await isUntouchedDemo(client))) return false
  await lockCampus(client)
  if (!(await isUntouchedDemo(client))) return false
  for (const table of campusTables.toReversed()) await client.query(`delete from ${table}`)
  await client.query(`update demo_campus set last_ids = '{}'`)
  return true
}

const lastIds = `jsonb_build_object(${campusTables
  .map((table) => `'${table}', (select coalesce(max(id), 0) from ${table})`)
  .join(', ')})`
