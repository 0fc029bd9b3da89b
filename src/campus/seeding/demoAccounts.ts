/**
 * The demo's accounts, one for each role. Every client can sign in with them. The world knows them, so they must never
 * exist where they could do harm.
 */

import type { Role } from '../../generated/tables.ts'
import { createPasswords } from '../accounts/passwords.ts'
import { demoAccounts } from './people.ts'

/** What runs a statement: a client, with whatever it is connected to. */
interface Queryable {
  query<Row extends object>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>
}

export const demoPassword = 'compax-demo-campus'

export interface DemoAccount {
  username: string
  role: Role
}

export async function giveDemoPasswords(client: Queryable): Promise<void> {
  const passwordHash = await createPasswords().hash(demoPassword)
  const names = demoAccounts.map(({ username }) => username)
  await client.query(
    'insert into credentials (user_id, password_hash) select id, $2 from users where username = any($1)',
    [names, passwordHash],
  )
}

/** Those that are there, as long as the demo is. */
export async function findDemoAccounts(client: Queryable): Promise<DemoAccount[]> {
  const { rows } = await client.query<DemoAccount>(
    `select u.username, u.role from users u join credentials c on c.user_id = u.id
    where u.username = any($1) and exists (select from demo_campus where last_ids <> '{}') order by u.role`,
    [demoAccounts.map(({ username }) => username)],
  )
  return rows
}
