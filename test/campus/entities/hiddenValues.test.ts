/** What a client that is not signed in must not see, on every path that leads to it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCampusRows } from '../../support/campusRows.ts'
import { startGateway, type TestGateway } from '../../support/harness.ts'

const globalId = (type: string, id: number) => Buffer.from(`${type}:${id}`).toString('base64url')

let gateway: TestGateway
const ids = { event: '', pending: '', exam: '', classBooking: '', user: '', space: '', building: '' }
beforeAll(async () => {
  const campus = createCampusRows()
  const building = campus.building({ name: 'Great Hall' })
  const space = campus.space(building, { name: 'Hall' })
  const user = campus.user({ username: 'ama', email: 'ama@secret.example', department: 'Physics', yearGroup: 3 })
  const session = campus.classSession({ term: campus.term(), course: campus.course(), space })
  const bookedById = user.id
  const title = (what: string) => `Secret ${what}`
  const event = campus.booking(space, { title: title('party'), bookedById })
  const lapsesAt = '2031-01-05T00:00:00Z'
  const pending = campus.booking(space, { title: title('proposal'), bookedById, status: 'PENDING', lapsesAt })
  const exam = campus.booking(space, { title: 'Algebra exam', kind: 'EXAM', bookedById })
  const lesson = campus.booking(space, { title: 'Algebra', kind: 'CLASS', classSessionId: session.id })
  const cancelled = { title: title('wedding'), bookedById, status: 'CANCELLED' } as const
  campus.booking(space, cancelled)
  campus.rating({ building }, { authorId: user.id, comment: 'Loud' })
  campus.rating({ space }, { authorId: user.id })
  Object.assign(ids, {
    event: globalId('Booking', event.id),
    pending: globalId('Booking', pending.id),
    exam: globalId('Booking', exam.id),
    classBooking: globalId('Booking', lesson.id),
    user: globalId('User', user.id),
    space: globalId('Space', space.id),
    building: globalId('Building', building.id),
  })
  gateway = await startGateway({ prepare: campus.insert })
})
afterAll(() => gateway.stop())

const booking = 'id kind title bookedBy { id username }'
const user = `id username role email department yearGroup
  bookings(first: 5) { totalCount nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`

describe('a booking', () => {
  const paths = {
    'Query.bookings': `{ bookings { nodes { ${booking} } } }`,
    'Query.bookings, as edges': `{ bookings { edges { node { ${booking} } } } }`,
    'Space.bookings': `{ spaces { nodes { bookings { nodes { ${booking} } } } } }`,
    'Space.bookings in a search': `{ search(query: "Hall") { nodes { ... on Classroom { bookings { nodes { ...B } } } } } }
      fragment B on Booking { ${booking} }`,
    'Building.spaces.bookings': `{ building(name: "Great Hall") { spaces { nodes { ... on Space { bookings { nodes { ${booking} } } } } } } }`,
  }

  test.each(Object.entries(paths))('by %s hides who booked it, and what an event is called', async (_path, query) => {
    const data = await gateway.data(query)
    const found = bookingsIn(data)
    expect(found.map(({ kind, title }) => [kind, title])).toEqual([
      ['EVENT', 'Reserved'],
      ['EVENT', 'Reserved'],
      ['EXAM', 'Algebra exam'],
      ['CLASS', 'Algebra'],
    ])
    expect(found.map(({ bookedBy }) => bookedBy)).toEqual([null, null, null, null])
    expect(JSON.stringify(data)).not.toContain('Secret')
  })

  test('by its id hides them too, in fragments and under other names', async () => {
    const query = `query($id: ID!, $ids: [ID!]!) {
      node(id: $id) { ... on Node { ...Named } }
      nodes(ids: $ids) { ...Named ... on Booking { who: bookedBy { username } } }
    }
    fragment Named on Booking { name: title bookedBy { email } }`
    const data = await gateway.data(query, { id: ids.event, ids: [ids.pending, ids.exam, ids.classBooking] })
    expect(data).toEqual({
      node: { name: 'Reserved', bookedBy: null },
      nodes: [
        { name: 'Reserved', bookedBy: null, who: null },
        { name: 'Algebra exam', bookedBy: null, who: null },
        { name: 'Algebra', bookedBy: null, who: null },
      ],
    })
  })

  test('that was cancelled hides them where it is asked for', async () => {
    const data = await gateway.data(`{ bookings(filter: { statuses: [CANCELLED] }) { nodes { ${booking} } } }`)
    expect(data.bookings.nodes).toMatchObject([{ title: 'Reserved', bookedBy: null }])
  })

  test('is never mine', async () => {
    const mine = '(filter: { mine: true }) { totalCount nodes { id } }'
    const data = await gateway.data(`{ bookings${mine} spaces { nodes { bookings${mine} } } }`)
    const none = { totalCount: 0, nodes: [] }
    expect(data).toEqual({ bookings: none, spaces: { nodes: [{ bookings: none }] } })
  })

  test('has no cursor that tells its title', async () => {
    const { bookings } = await gateway.data('{ bookings { edges { cursor } } }')
    for (const { cursor } of bookings.edges) {
      expect(Buffer.from(cursor, 'base64url').toString()).not.toContain('Secret')
    }
  })
})

describe('a person', () => {
  const shown = {
    id: expect.any(String),
    username: 'ama',
    role: 'STUDENT',
    email: null,
    department: null,
    yearGroup: null,
    bookings: {
      totalCount: 0,
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    },
  }

  test('by id shows a name and a role, and not that there is more', async () => {
    const data = await gateway.data(`query($id: ID!) { node(id: $id) { ... on User { ${user} } } }`, { id: ids.user })
    expect(data.node).toEqual(shown)
    expect(gateway.statements()).toBe(1)
  })

  test('as the author of a rating shows no more', async () => {
    const rated = `ratings { nodes { comment author { ...U } } }`
    const data = await gateway.data(
      `{ buildings { nodes { ${rated} } } spaces { nodes { ${rated} } } } fragment U on User { ${user} }`,
    )
    expect(data.buildings.nodes[0].ratings.nodes).toEqual([{ comment: 'Loud', author: shown }])
    expect(data.spaces.nodes[0].ratings.nodes[0].author).toEqual(shown)
  })

  test('has no bookings whatever is asked of them', async () => {
    const filters = [
      '',
      '(filter: { mine: true })',
      '(filter: { kinds: [EXAM] })',
      '(last: 2)',
      `(filter: { space: "${ids.space}" })`,
    ]
    const fields = filters.map((filter, i) => `b${i}: bookings${filter} { totalCount nodes { id } }`).join(' ')
    const data = await gateway.data(`{ node(id: "${ids.user}") { ... on User { ${fields} } } }`)
    expect(Object.values(data.node)).toEqual(filters.map(() => ({ totalCount: 0, nodes: [] })))
  })

  test('is found by no search', async () => {
    for (const text of ['ama', 'Secret', 'ama@secret.example', 'Physics']) {
      const data = await gateway.data('query($text: String!) { search(query: $text) { nodes { __typename } } }', {
        text,
      })
      expect(JSON.stringify(data)).not.toMatch(/User|Booking/)
    }
  })
})

interface ShownBooking {
  kind: string
  title: string
  bookedBy: unknown
}

/** All bookings of an answer, wherever they are in it. */
function bookingsIn(value: unknown): ShownBooking[] {
  if (Array.isArray(value)) return value.flatMap(bookingsIn)
  if (typeof value !== 'object' || value === null) return []
  if ('kind' in value && 'bookedBy' in value) return [value as ShownBooking] // asked for together
  return Object.values(value).flatMap(bookingsIn)
}
