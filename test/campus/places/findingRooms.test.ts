/** Finding a room, against an oracle that looks at every booking: what overlaps what, and what comes next. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '../../../src/campus/seeding/random.ts'
import { encodeGlobalId } from '../../../src/gateway/schema/globalId.ts'
import type { Rows } from '../../../src/generated/tables.ts'
import { type CampusRows, createCampusRows } from '../../support/campusRows.ts'
import { startGateway, type TestGateway } from '../../support/harness.ts'

const random = createRandom('finding rooms')
const start = Date.UTC(2031, 2, 3)
const quarter = 15 * 60_000
const days = 4
const moments = (days * 24 * 3600_000) / quarter
const at = (quarters: number): string => new Date(start + quarters * quarter).toISOString()

const rows = createCampusRows()
const spaces: Rows['Space'][] = []
const bookings: Rows['Booking'][] = []
let gateway: TestGateway

beforeAll(async () => {
  fillCampus(rows)
  gateway = await startGateway({ env: { MAX_PAGE_SIZE: '1000', MAX_COST: '1000000' }, prepare: rows.insert })
})
afterAll(() => gateway.stop())

test('a free room is a bookable one with no booking that holds its slot in the interval', async () => {
  for (let round = 0; round < 200; round++) {
    const [from, to] = someInterval(60)
    const { freeSpaces } = await gateway.data(
      `query ($from: DateTime!, $to: DateTime!) {
        freeSpaces(startsAt: $from, endsAt: $to, first: 1000) { totalCount nodes { id } }
      }`,
      { from, to },
    )
    const expected = spaces.filter((space) => space.kind !== 'OFFICE' && isFree(space, from, to)).map(globalId)
    expect(freeSpaces.nodes.map(({ id }: { id: string }) => id).sort()).toEqual(expected.sort())
    expect(freeSpaces.totalCount).toBe(expected.length)
  }
})

test('isFree and freeUntil say of every room what its bookings say, in one statement each', async () => {
  for (let round = 0; round < 100; round++) {
    const [from, to] = someInterval(40)
    const { spaces: page } = await gateway.data(
      `query ($from: DateTime!, $to: DateTime!) {
        spaces(first: 1000) { nodes { id isFree(from: $from, to: $to) freeUntil(at: $from) } }
      }`,
      { from, to },
    )
    expect(gateway.statements()).toBe(3)
    const answers = new Map(page.nodes.map((node: { id: string }) => [node.id, node]))
    for (const space of spaces) {
      const office = space.kind === 'OFFICE'
      expect(answers.get(globalId(space))).toEqual({
        id: globalId(space),
        isFree: office ? null : isFree(space, from, to),
        freeUntil: office ? null : freeUntil(space, from),
      })
    }
  }
})

test('with `near` the nearest free room comes first, and rooms of unknown place come last', async () => {
  const near = { latitude: 6.671, longitude: -1.569 }
  const [from, to] = [at(-100), at(-90)]
  const { freeSpaces } = await gateway.data(
    `query ($from: DateTime!, $to: DateTime!, $near: LocationInput!) {
      freeSpaces(startsAt: $from, endsAt: $to, near: $near, first: 1000) { nodes { id } }
    }`,
    { from, to, near },
  )
  const expected = spaces
    .filter(({ kind }) => kind !== 'OFFICE')
    .map((space) => ({ space, metres: metresBetween(near, space) }))
    .sort((a, b) => a.metres - b.metres || a.space.id - b.space.id)
  expect(freeSpaces.nodes.map(({ id }: { id: string }) => id)).toEqual(expected.map(({ space }) => globalId(space)))
})

test('a booking that touches the interval does not take the room', async () => {
  const booking = bookings.find(({ status }) => status === 'CONFIRMED')
  if (booking === undefined) throw new Error('There is a confirmed booking.')
  const minute = (moment: string, minutes: number) => new Date(Date.parse(moment) + minutes * 60_000).toISOString()
  const ask = async (from: string, to: string): Promise<boolean> =>
    (
      await gateway.data(
        'query ($id: ID!, $from: DateTime!, $to: DateTime!) { node(id: $id) { ... on Space { isFree(from: $from, to: $to) } } }',
        {
          id: encodeGlobalId('Space', booking.spaceId),
          from,
          to,
        },
      )
    ).node.isFree
  expect(await ask(minute(booking.endsAt, -1), booking.endsAt)).toBe(false)
  expect(await ask(booking.startsAt, minute(booking.startsAt, 1))).toBe(false)
  const space = spaces.find(({ id }) => id === booking.spaceId)
  if (space === undefined) throw new Error('Its room is there.')
  for (const [from, to] of [
    [booking.endsAt, minute(booking.endsAt, 1)],
    [minute(booking.startsAt, -1), booking.startsAt],
  ] as const) {
    expect(await ask(from, to)).toBe(isFree(space, from, to))
  }
})

/** Rooms of every kind, and bookings of every status and length up to 24 hours; what holds a slot never overlaps. */
function fillCampus(campus: CampusRows): void {
  const building = campus.building()
  for (let index = 0; index < 60; index++) {
    const kind = random.pick(['CLASSROOM', 'CLASSROOM', 'LABORATORY', 'OFFICE'] as const)
    const placeless = random.chance(0.1) ? { latitude: null, longitude: null } : {}
    spaces.push(campus.space(building, { kind, ...placeless }))
  }
  for (const space of spaces) {
    if (space.kind === 'OFFICE') continue
    for (let from = random.whole(0, 20); from < moments; ) {
      const to = from + random.pick([1, 2, 4, 8, 30, 96])
      bookings.push(campus.booking(space, { ...statusOf(random.whole(0, 9)), startsAt: at(from), endsAt: at(to) }))
      from = to + random.pick([0, 0, 1, 6, 40])
    }
  }
}

/** Every fifth is cancelled, pending or lapsed. */
function statusOf(chance: number): Partial<Rows['Booking']> {
  if (chance === 0) return { status: 'CANCELLED' }
  if (chance === 1) return { status: 'PENDING', lapsesAt: '2001-01-01T00:00:00Z' }
  if (chance === 2) return { status: 'PENDING', lapsesAt: '2031-01-01T00:00:00Z' }
  return { status: 'CONFIRMED' }
}

function someInterval(longest: number): [from: string, to: string] {
  const from = random.whole(-10, moments)
  return [at(from), at(from + random.whole(1, longest))]
}

const holdsSlot = ({ status, lapsesAt }: Rows['Booking']): boolean =>
  status === 'CONFIRMED' || (status === 'PENDING' && Date.parse(lapsesAt ?? '') > Date.now())

const bookingsOf = ({ id }: Rows['Space']): Rows['Booking'][] =>
  bookings.filter((booking) => booking.spaceId === id && holdsSlot(booking))

const isFree = (space: Rows['Space'], from: string, to: string): boolean =>
  !bookingsOf(space).some(({ startsAt, endsAt }) => startsAt < to && endsAt > from)

function freeUntil(space: Rows['Space'], moment: string): string | null {
  const next = bookingsOf(space)
    .filter(({ endsAt }) => endsAt > moment)
    .map(({ startsAt }) => (startsAt > moment ? startsAt : moment))
    .sort()[0]
  return next === undefined ? null : next.replace('.000Z', 'Z')
}

const globalId = ({ id }: Rows['Space']): string => encodeGlobalId('Space', id)

function metresBetween(from: { latitude: number; longitude: number }, to: Rows['Space']): number {
  if (to.latitude === null || to.longitude === null) return Number.POSITIVE_INFINITY
  const radians = Math.PI / 180
  const half = (degrees: number) => Math.sin((degrees * radians) / 2) ** 2
  const cosines = Math.cos(from.latitude * radians) * Math.cos(to.latitude * radians)
  const share = half(to.latitude - from.latitude) + cosines * half(to.longitude - from.longitude)
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(share))
}
