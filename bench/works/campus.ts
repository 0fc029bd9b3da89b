/** What the variables of the works are drawn from: rooms, buildings and weeks that are in the database. */
import pg from 'pg'
import { encodeGlobalId } from '../../src/gateway/schema/globalId.ts'

export interface Campus {
  /** Global ids of rooms that can be booked, from all over the campus */
  bookable(index: number): string
  /** Global ids of rooms of every kind */
  room(index: number): string
  /** Names of buildings with 20 rooms and more */
  largeBuilding(index: number): string
  /** A moment in the term: any index, and the hour of the day */
  moment(index: number, hour: number): string
}

/** Weeks of the term that still have 40 meetings of each room ahead of them */
const weeks = 6
/** Prime to the number of rooms, so that neighbours in the pool are far apart in the tables */
const stride = 37

export async function readCampus(url: string): Promise<Campus> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const ids = async (where: string) =>
      (await client.query<{ id: number }>(`select id from spaces where ${where} order by id`)).rows.map(({ id }) => id)
    const [all, bookable] = [await ids('true'), await ids(`kind <> 'OFFICE'`)]
    const { rows: buildings } = await client.query<{ name: string }>(
      `select b.name from buildings b join spaces s on s.building_id = b.id group by b.id having count(*) >= 20 order by b.id`,
    )
    const { rows: terms } = await client.query<{ monday: Date }>(
      `select date_trunc('week', t.starts_on)::timestamptz as monday from terms t join class_sessions c on c.term_id = t.id
       join bookings b on b.class_session_id = c.id group by t.id order by count(*) desc limit 1`,
    )
    const [term] = terms
    if (term === undefined) throw new Error('The database of the benchmark has no term: delete bench/.data.')
    const dayMs = 24 * 3_600_000
    const space = (list: number[], index: number) => encodeGlobalId('Space', at(list, index * stride))
    return {
      bookable: (index) => space(bookable, index),
      room: (index) => space(all, index),
      largeBuilding: (index) => at(buildings, index).name,
      moment: (index, hour) => {
        const days = 7 * (index % weeks) + (Math.floor(index / weeks) % 5)
        return new Date(term.monday.getTime() + days * dayMs + hour * 3_600_000).toISOString()
      },
    }
  } finally {
    await client.end()
  }
}

function at<T>(list: T[], index: number): T {
  const found = list[index % list.length]
  if (found === undefined) throw new Error('The database of the benchmark is empty: delete bench/.data.')
  return found
}
