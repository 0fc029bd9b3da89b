/**
 * Apollo Server and Prisma without loaders. Prisma puts `findUnique` calls of one tick together by itself, also with
 * the fluent API or a `select` behind them; that is what its documentation advises, and it is used wherever it can be.
 */

import { type Booking, type Building, createPrisma, type PrismaClient, type Space } from '../prisma/client.ts'
import { bookingsAfter, bookingsDuring, byName, byStart, freeRooms } from '../prisma/conditions.ts'
import { decodeCursor } from '../shared/cursor.ts'
import { decodeGlobalId, encodeGlobalId } from '../shared/globalId.ts'
import { bookingPageOf, defaultPageSize, pageOf } from '../shared/page.ts'
import { readPeerSettings } from '../shared/settings.ts'
import { type During, locationOf, type PageArguments } from './arguments.ts'
import { type Resolvers, serveApollo } from './server.ts'

export interface PrismaContext {
  prisma: PrismaClient
}

export const resolvers: Resolvers = {
  Query: {
    node: async (_: unknown, args: { id: string }, { prisma }: PrismaContext) => {
      const { type, id } = decodeGlobalId(args.id)
      const row = type === 'Space' ? await prisma.space.findUnique({ where: { id } }) : null
      return row === null ? null : { __typename: 'Space', ...row }
    },
    building: (_: unknown, { name }: { name: string }, { prisma }: PrismaContext) =>
      prisma.building.findUnique({ where: { name } }),
    buildings: async (
      _: unknown,
      { filter, first = defaultPageSize }: PageArguments & { filter?: { kind?: Building['kind'] } },
      { prisma }: PrismaContext,
    ) =>
      pageOf(
        await prisma.building.findMany({
          where: filter?.kind === undefined ? {} : { kind: filter.kind },
          orderBy: byName,
          take: first + 1,
        }),
        first,
      ),
    freeSpaces: async (
      _: unknown,
      args: PageArguments & { startsAt: Date; endsAt: Date; filter?: { minCapacity?: number | null } },
      { prisma }: PrismaContext,
    ) => {
      const { startsAt, endsAt, filter, first = defaultPageSize } = args
      const where = freeRooms(startsAt, endsAt, filter?.minCapacity)
      return pageOf(await prisma.space.findMany({ where, orderBy: byName, take: first + 1 }), first)
    },
    bookings: async (_: unknown, { first = defaultPageSize, after }: PageArguments, { prisma }: PrismaContext) => {
      const where = bookingsAfter(after == null ? undefined : decodeCursor(after))
      return bookingPageOf(await prisma.booking.findMany({ where, orderBy: byStart, take: first + 1 }), first)
    },
  },
  Node: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
  Building: {
    id: ({ id }: Building) => encodeGlobalId('Building', id),
    location: locationOf,
    spaces: async ({ id }: Building, { first = defaultPageSize }: PageArguments, { prisma }: PrismaContext) => {
      const spaces = await prisma.building.findUnique({ where: { id } }).spaces({ orderBy: byName, take: first + 1 })
      return pageOf(spaces ?? [], first)
    },
    spaceCounts: async ({ id }: Building, _: unknown, { prisma }: PrismaContext) => {
      const counts = await prisma.space.groupBy({ by: ['kind'], where: { buildingId: id }, _count: true })
      const of = (kind: Space['kind']) => counts.find((count) => count.kind === kind)?._count ?? 0
      return { classrooms: of('CLASSROOM'), laboratories: of('LABORATORY'), offices: of('OFFICE') }
    },
  },
  Space: {
    id: ({ id }: Space) => encodeGlobalId('Space', id),
    location: locationOf,
    building: ({ buildingId }: Space, _: unknown, { prisma }: PrismaContext) =>
      prisma.building.findUnique({ where: { id: buildingId } }),
    bookings: ({ id }: Space, args: PageArguments & During, { prisma }: PrismaContext) => {
      const { filter, first = defaultPageSize } = args
      const where = bookingsDuring(filter)
      const read = async () => {
        const query = { where, orderBy: byStart, take: first + 1 }
        return bookingPageOf((await prisma.space.findUnique({ where: { id } }).bookings(query)) ?? [], first)
      }
      return {
        nodes: async () => (await read()).nodes,
        totalCount: () => prisma.booking.count({ where: { ...where, spaceId: id } }),
        pageInfo: async () => (await read()).pageInfo,
      }
    },
    ratingSummary: async ({ id }: Space, _: unknown, { prisma }: PrismaContext) => {
      const { _avg, _count } = await prisma.rating.aggregate({
        where: { spaceId: id },
        _avg: { score: true },
        _count: true,
      })
      return { average: _avg.score, count: _count }
    },
  },
  Booking: {
    id: ({ id }: Booking) => encodeGlobalId('Booking', id),
    bookedBy: ({ bookedById }: Booking, _: unknown, { prisma }: PrismaContext) =>
      bookedById === null ? null : prisma.user.findUnique({ where: { id: bookedById } }),
  },
  User: { id: ({ id }: { id: number }) => encodeGlobalId('User', id) },
}

if (import.meta.main) {
  const { port, databaseUrl } = readPeerSettings()
  const prisma = createPrisma(databaseUrl)
  await serveApollo<PrismaContext>({ resolvers, createContext: () => ({ prisma }), port })
}
