/** DataLoaders over Prisma: one statement for all keys of a tick, joined where Prisma would else read all children. */
import DataLoader from 'dataloader'
import type { Booking, Building, PrismaClient, Space, User } from '../prisma/client.ts'
import { bookingsDuring, byName, byStart } from '../prisma/conditions.ts'

export interface SpaceCounts {
  classrooms: number
  laboratories: number
  offices: number
}

export interface BookingsKey {
  spaceId: number
  from?: Date | null | undefined
  to?: Date | null | undefined
  take: number
}

export type Loaders = ReturnType<typeof createLoaders>

export function createLoaders(prisma: PrismaClient) {
  return {
    building: new DataLoader<number, Building | undefined>(async (ids) =>
      inOrder(ids, await prisma.building.findMany({ where: { id: { in: [...ids] } } })),
    ),
    user: new DataLoader<number, User | undefined>(async (ids) =>
      inOrder(ids, await prisma.user.findMany({ where: { id: { in: [...ids] } } })),
    ),
    spaceCounts: new DataLoader((ids: readonly number[]) => readSpaceCounts(prisma, ids)),
    spaces: grouped<{ buildingId: number; take: number }, Space>(
      ({ buildingId }) => buildingId,
      ({ take }) => String(take),
      async (ids, { take }) => {
        const parents = await prisma.building.findMany({
          where: { id: { in: ids } },
          relationLoadStrategy: 'join',
          select: { id: true, spaces: { orderBy: byName, take } },
        })
        return new Map(parents.map(({ id, spaces }) => [id, spaces]))
      },
    ),
    bookings: grouped<BookingsKey, Booking>(
      ({ spaceId }) => spaceId,
      during,
      async (ids, { take, ...filter }) => {
        const parents = await prisma.space.findMany({
          where: { id: { in: ids } },
          relationLoadStrategy: 'join',
          select: { id: true, bookings: { where: bookingsDuring(filter), orderBy: byStart, take } },
        })
        return new Map(parents.map(({ id, bookings }) => [id, bookings]))
      },
    ),
    bookingCount: new DataLoader<BookingsKey, number, string>(
      async (keys) => {
        const [first] = keys
        const counts = await prisma.booking.groupBy({
          by: ['spaceId'],
          where: { ...bookingsDuring(first), spaceId: { in: keys.map(({ spaceId }) => spaceId) } },
          _count: true,
        })
        const byId = new Map(counts.map(({ spaceId, _count }) => [spaceId, _count]))
        return keys.map(({ spaceId }) => byId.get(spaceId) ?? 0)
      },
      { cacheKeyFn: (key) => `${key.spaceId} ${during(key)}` },
    ),
    ratingSummary: new DataLoader(async (ids: readonly number[]) => {
      const where = { spaceId: { in: [...ids] } }
      const sums = await prisma.rating.groupBy({ by: ['spaceId'], where, _avg: { score: true }, _count: true })
      const byId = new Map(sums.map(({ spaceId, _avg, _count }) => [spaceId, { average: _avg.score, count: _count }]))
      return ids.map((id) => byId.get(id) ?? { average: null, count: 0 })
    }),
  }
}

const during = ({ from, to, take }: BookingsKey): string => `${from?.getTime()} ${to?.getTime()} ${take}`

/** Children of parents. The works ask every parent of an operation with the same arguments: one statement a batch. */
function grouped<Key, Row>(
  parentOf: (key: Key) => number,
  argumentsOf: (key: Key) => string,
  read: (parents: number[], key: Key) => Promise<Map<number, Row[]>>,
): DataLoader<Key, Row[], string> {
  return new DataLoader<Key, Row[], string>(
    async (keys) => {
      const groups = [...Map.groupBy(keys, argumentsOf).values()]
      const answers = new Map<Key, Row[]>()
      await Promise.all(
        groups.map(async (group) => {
          const [first] = group
          if (first === undefined) return
          const rows = await read(group.map(parentOf), first)
          for (const key of group) answers.set(key, rows.get(parentOf(key)) ?? [])
        }),
      )
      return keys.map((key) => answers.get(key) ?? [])
    },
    { cacheKeyFn: (key) => `${parentOf(key)} ${argumentsOf(key)}` },
  )
}

function inOrder<Row extends { id: number }>(ids: readonly number[], rows: Row[]): (Row | undefined)[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => byId.get(id))
}

async function readSpaceCounts(prisma: PrismaClient, ids: readonly number[]): Promise<SpaceCounts[]> {
  const where = { buildingId: { in: [...ids] } }
  const counts = await prisma.space.groupBy({ by: ['buildingId', 'kind'], where, _count: true })
  const of = (id: number, kind: Space['kind']) =>
    counts.find((count) => count.buildingId === id && count.kind === kind)?._count ?? 0
  return ids.map((id) => ({
    classrooms: of(id, 'CLASSROOM'),
    laboratories: of(id, 'LABORATORY'),
    offices: of(id, 'OFFICE'),
  }))
}
