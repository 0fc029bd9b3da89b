/**
 * Rows of a campus, built from the outside in. Each call adds a row that belongs to the rows it is given. The row is
 * complete without further values and has a name of its own. `insert` writes all rows, one statement a table.
 */
import pg from 'pg'
import { type Rows, tables } from '../../src/generated/tables.ts'

export interface CampusRows {
  building(given?: Partial<Rows['Building']>): Rows['Building']
  space(building: Rows['Building'], given?: Partial<Rows['Space']>): Rows['Space']
  user(given?: Partial<Rows['User']>): Rows['User']
  term(given?: Partial<Rows['Term']>): Rows['Term']
  course(given?: Partial<Rows['Course']>): Rows['Course']
  classSession(of: SessionParents, given?: Partial<Rows['ClassSession']>): Rows['ClassSession']
  classGroup(session: Rows['ClassSession'], given?: Partial<Rows['ClassGroup']>): Rows['ClassGroup']
  booking(space: Rows['Space'], given?: Partial<Rows['Booking']>): Rows['Booking']
  rating(subject: Subject, given?: Partial<Rows['Rating']>): Rows['Rating']
  insert(url: string): Promise<void>
}

interface SessionParents {
  term: Rows['Term']
  course: Rows['Course']
  space: Rows['Space']
}

type Subject = { building: Rows['Building'] } | { space: Rows['Space'] }

export function createCampusRows(): CampusRows {
  const added = new Map<TableName, object[]>(inOrder.map((name) => [name, []]))

  function add<Name extends TableName>(name: Name, row: (id: number) => Rows[Name]): Rows[Name] {
    const rows = added.get(name) ?? []
    const made = row(rows.length + 1)
    rows.push(made)
    return made
  }

  return {
    building: (given) => add('Building', (id) => ({ ...buildingRow(id), ...given })),
    space: ({ id: buildingId }, given) => add('Space', (id) => ({ ...spaceRow(id), buildingId, ...given })),
    user: (given) => add('User', (id) => ({ ...userRow(id), ...given })),
    term: (given) => add('Term', (id) => ({ ...termRow(id), ...given })),
    course: (given) => add('Course', (id) => ({ id, code: `CRS ${id}`, title: `Course ${id}`, ...given })),
    classSession: ({ term, course, space }, given) => {
      const parents = { termId: term.id, courseId: course.id, spaceId: space.id }
      return add('ClassSession', (id) => ({ id, ...parents, ...mondayMorning, ...given }))
    },
    classGroup: ({ id: classSessionId }, given) =>
      add('ClassGroup', (id) => ({ id, classSessionId, department: `Department ${id}`, yearGroup: 1, ...given })),
    booking: ({ id: spaceId }, given) => add('Booking', (id) => ({ ...bookingRow(id), spaceId, ...given })),
    rating: (subject, given) => add('Rating', (id) => ({ ...ratingRow(id), ...subjectIds(subject), ...given })),
    insert: (url) => insertAll(url, added),
  }
}

/** Parents before their children */
const inOrder = [
  ...(['Building', 'Space', 'User', 'Term', 'Course'] as const),
  ...(['ClassSession', 'ClassGroup', 'Booking', 'Rating'] as const),
]
type TableName = (typeof inOrder)[number]

/** Far ahead, so that nothing depends on today. */
const moment = (hours: number): string => new Date(Date.UTC(2031, 0, 6) + hours * 3_600_000).toISOString()

/** Somewhere in Kumasi, a few metres from the one before */
const placeOf = (id: number) => ({ latitude: 6.67 + (id % 1000) / 20_000, longitude: -1.57 - (id % 7) / 10_000 })

const buildingRow = (id: number) => ({ id, name: `Building ${id}`, kind: 'BLOCK' as const, floors: 3, ...placeOf(id) })

const spaceRow = (id: number) => ({
  id,
  name: `Room ${id}`,
  kind: 'CLASSROOM' as const,
  floor: id % 4,
  roomNumber: null,
  capacity: 10 + (id % 90),
  equipment: [],
  ...placeOf(id),
})

const userRow = (id: number) => ({
  id,
  username: `person${id}`,
  email: `person${id}@campus.example`,
  role: 'STUDENT' as const,
  department: null,
  yearGroup: null,
  createdAt: moment(id),
})

const termRow = (id: number) => ({
  id,
  name: `Term ${id}`,
  startsOn: `${2030 + id}-01-10`,
  endsOn: `${2030 + id}-05-10`,
  timeZone: 'Africa/Accra',
})

const mondayMorning = { weekday: 'MONDAY', startTime: '08:00', endTime: '10:00' } as const

/** An hour after the one before, so that no two of them meet. */
const bookingRow = (id: number) => ({
  id,
  title: `Booking ${id}`,
  kind: 'EVENT' as const,
  status: 'CONFIRMED' as const,
  startsAt: moment(id),
  endsAt: moment(id + 1),
  lapsesAt: null,
  bookedById: null,
  classSessionId: null,
  createdAt: moment(0),
})

const ratingRow = (id: number) => ({ id, authorId: null, score: 1 + (id % 5), comment: null, createdAt: moment(id) })

const subjectIds = (subject: Subject) => ({
  buildingId: 'building' in subject ? subject.building.id : null,
  spaceId: 'space' in subject ? subject.space.id : null,
})

async function insertAll(url: string, added: ReadonlyMap<TableName, object[]>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const [name, rows] of added) await insertRows(client, tables[name], rows)
    await client.query('analyze')
  } finally {
    await client.end()
  }
}

interface AnyTable {
  name: string
  columns: { readonly [field: string]: { name: string } }
}

async function insertRows(client: pg.Client, { name: table, columns }: AnyTable, rows: object[]): Promise<void> {
  const named = rows.map((row) => {
    const values: Record<string, unknown> = { ...row }
    return Object.fromEntries(Object.entries(columns).map(([field, { name }]) => [name, values[field]]))
  })
  // The database makes the columns that no row has.
  const names = Object.values(columns).map(({ name }) => name)
  const insert = `insert into ${table} (${names}) select ${names} from json_populate_recordset(null::${table}, $1)`
  await client.query(insert, [JSON.stringify(named)])
  await client.query(`select setval('${table}_id_seq', $1)`, [rows.length + 1])
}
