/** A campus to book rooms in, with a person of each role, for the tests of bookings. */
import pg from 'pg'
import { encodeGlobalId } from '../../src/gateway/schema/globalId.ts'
import { createCampusRows } from './campusRows.ts'
import { startGateway, type TestGateway } from './harness.ts'
import { addPerson, type TestPerson } from './people.ts'

export interface BookingDesk {
  gateway: TestGateway
  database: pg.Client
  /** Ids of three classrooms, of an office, and of their building */
  rooms: string[]
  office: number
  building: string
  /** The last year of the one term there is */
  lastYear: number
  student: TestPerson
  rep: TestPerson
  officer: TestPerson
  admin: TestPerson
  /** Sends a mutation of bookings as the given person, and gives its payload and the codes of its errors */
  // biome-ignore lint/suspicious/noExplicitAny: a test asserts what is in it
  change(name: string, who: TestPerson | undefined, input: object): Promise<any>
  /** Books the first room for an hour of its own, unless the input says otherwise */
  // biome-ignore lint/suspicious/noExplicitAny: a test asserts what is in it
  book(who: TestPerson | undefined, input?: object): Promise<any>
  /** No two tests meet in time: each hour is given out once. */
  someHour(): Times
  stop(): Promise<void>
}

export interface Times {
  startsAt: string
  endsAt: string
}

const hourMs = 3_600_000

/** The whole hour that many hours from now */
export function hourFromNow(hours: number, length = 1): Times {
  const from = (Math.floor(Date.now() / hourMs) + hours) * hourMs
  return { startsAt: plain(from), endsAt: plain(from + length * hourMs) }
}

const plain = (moment: number): string => new Date(moment).toISOString().replace('.000Z', 'Z')

export const codesOf = ({ userErrors }: { userErrors: { code: string }[] }): string[] =>
  userErrors.map(({ code }) => code)

export async function openDesk(): Promise<BookingDesk> {
  const campus = createCampusRows()
  const building = campus.building()
  const rooms = Array.from({ length: 3 }, () => encodeGlobalId('Space', campus.space(building).id))
  const office = campus.space(building, { kind: 'OFFICE' }).id
  const year = new Date().getUTCFullYear()
  campus.term({ startsOn: `${year}-01-01`, endsOn: `${year + 1}-12-31` })
  const gateway = await startGateway({ prepare: campus.insert })
  const database = new pg.Client({ connectionString: gateway.databaseUrl })
  await database.connect()
  const change = changeThrough(gateway)
  let nextHour = 48
  const someHour = () => hourFromNow(nextHour++)
  return {
    gateway,
    database,
    rooms,
    office,
    building: encodeGlobalId('Building', building.id),
    lastYear: year + 1,
    student: await addPerson(gateway.databaseUrl),
    rep: await addPerson(gateway.databaseUrl, 'CLASS_REP'),
    officer: await addPerson(gateway.databaseUrl, 'EXAM_OFFICER'),
    admin: await addPerson(gateway.databaseUrl, 'ADMIN'),
    change,
    book: (who, input = {}) =>
      change('createBooking', who, { space: rooms[0], title: 'Chess club', ...someHour(), ...input }),
    someHour,
    async stop() {
      await database.end()
      await gateway.stop()
    },
  }
}

function changeThrough(gateway: TestGateway): BookingDesk['change'] {
  return async (name, who, input) => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
    const more = name === 'createBooking' ? 'bookings { id space { id } }' : ''
    const answer = await gateway.execute(
      `mutation ($input: ${type}!) { ${name}(input: $input) {
        booking { id title kind status startsAt endsAt bookedBy { username } space { id } } ${more}
        userErrors { code message field conflict { startsAt endsAt } }
      } }`,
      { input },
      who?.headers,
    )
    return { ...answer.data?.[name], errors: answer.errors?.map(({ extensions }) => extensions.code) }
  }
}
