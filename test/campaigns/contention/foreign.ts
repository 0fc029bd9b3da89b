/** Gives mutations the ids of another person's rows. The answers must be the same as for ids of nothing. */
import pg from 'pg'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import type { Execute } from '../../support/execute.ts'

export interface ForeignIds {
  execute: Execute
  databaseUrl: string
  /** The token of a person who owns nothing */
  token: string
  count: number
}

const perRequest = 50

/** How many of the answers differ from those to ids of nothing, and how many rows were changed. */
export async function askWithForeignIds({ execute, databaseUrl, token, count }: ForeignIds) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows: owned } = await client.query<{ id: number }>(foreignBookings, [count])
  const before = await digest(client)
  let different = 0
  for (let first = 0; first < owned.length; first += perRequest) {
    const ids = owned.slice(first, first + perRequest).map(({ id }) => id)
    const missing = ids.map((id) => 1_000_000_000 + id)
    const [theirs, nobodys] = [await ask(execute, token, ids), await ask(execute, token, missing)]
    different += theirs.filter((answer, index) => answer !== nobodys[index]).length
  }
  const changed = before !== (await digest(client))
  await client.end()
  return { asked: 2 * owned.length, different, changed }
}

async function ask(execute: Execute, token: string, ids: number[]): Promise<string[]> {
  const fields = ids.flatMap((id, index) => {
    const booking = encodeGlobalId('Booking', id)
    const selection = '{ booking { id } userErrors { code message field } }'
    return [
      `u${index}: updateBooking(input: { booking: "${booking}", title: "Mine" }) ${selection}`,
      `c${index}: cancelBooking(input: { booking: "${booking}" }) ${selection}`,
    ]
  })
  const { data } = await execute(`mutation { ${fields.join(' ')} }`, {}, { authorization: `Bearer ${token}` })
  return Object.values(data).map((answer) => JSON.stringify(answer))
}

const digest = async (client: pg.Client): Promise<string> => {
  const { rows } = await client.query("select md5(string_agg(b::text, '|' order by id)) as digest from bookings b")
  return rows[0].digest
}

const foreignBookings = `
  with room as (select min(id) as id from spaces), owner as (
    insert into users (username, email) values ('foreign-owner', 'foreign-owner@campus.example') returning id
  )
  insert into bookings (space_id, title, kind, starts_at, ends_at, booked_by_id)
  select room.id, 'Theirs', 'EVENT', now() + n * interval '1 hour', now() + (n + 1) * interval '1 hour', owner.id
  from room, owner, generate_series(1000, 999 + $1::int) n returning id`
