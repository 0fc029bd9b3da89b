/** Whether a database holds nothing of a campus, asked so that the answer stays true until the transaction ends. */
import type pg from 'pg'
import { campusTables } from './campusTables.ts'

/** Until the transaction ends readers read, and every other writer waits, another load too. */
export async function lockCampus(client: pg.ClientBase): Promise<void> {
  await client.query(`lock table ${campusTables.join(', ')} in share row exclusive mode`)
}

export async function isCampusEmpty(client: pg.ClientBase): Promise<boolean> {
  const filled = campusTables.map((table) => `exists (select from ${table})`).join(' or ')
  const { rows } = await client.query<{ filled: boolean }>(`select ${filled} as filled`)
  return rows[0]?.filled === false
}
