/** People of a test with sessions of their own, put into the database: signing in is for the tests of signing in. */
import { hash, randomBytes } from 'node:crypto'
import pg from 'pg'
import type { Role } from '../../src/generated/tables.ts'

export interface TestPerson {
  id: number
  username: string
  /** Send them with a request, and it is this person's */
  headers: { authorization: string }
}

export async function addPerson(databaseUrl: string, role: Role = 'STUDENT'): Promise<TestPerson> {
  const username = `person-${randomBytes(6).toString('hex')}`
  const token = randomBytes(32).toString('base64url')
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ id: number }>(
      `with person as (insert into users (username, email, role) values ($1, $1 || '@campus.example', $2) returning id),
        session as (insert into sessions (user_id, token_hash, expires_at) select id, $3, now() + interval '1 day' from person)
      select id from person`,
      [username, role, hash('sha256', token)],
    )
    const [row] = rows
    if (row === undefined) throw new Error('The person was not added.')
    return { id: row.id, username, headers: { authorization: `Bearer ${token}` } }
  } finally {
    await client.end()
  }
}
