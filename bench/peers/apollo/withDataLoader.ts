/** Apollo Server, Prisma and DataLoader: the resolvers without loaders, but for those that meet many parents at once. */
import { type Booking, type Building, createPrisma, type Space } from '../prisma/client.ts'
import { bookingPageOf, defaultPageSize, pageOf } from '../shared/page.ts'
import { readPeerSettings } from '../shared/settings.ts'
import type { During, PageArguments } from './arguments.ts'
import { createLoaders, type Loaders } from './loaders.ts'
import { type Resolvers, serveApollo } from './server.ts'
import { type PrismaContext, resolvers as withoutLoaders } from './withoutLoaders.ts'

interface LoaderContext extends PrismaContext {
  loaders: Loaders
}

const resolvers: Resolvers = {
  ...withoutLoaders,
  Building: {
    ...withoutLoaders.Building,
    spaces: async ({ id }: Building, { first = defaultPageSize }: PageArguments, { loaders }: LoaderContext) =>
      pageOf(await loaders.spaces.load({ buildingId: id, take: first + 1 }), first),
    spaceCounts: ({ id }: Building, _: unknown, { loaders }: LoaderContext) => loaders.spaceCounts.load(id),
  },
  Space: {
    ...withoutLoaders.Space,
    building: ({ buildingId }: Space, _: unknown, { loaders }: LoaderContext) => loaders.building.load(buildingId),
    bookings: (
      { id }: Space,
      { filter, first = defaultPageSize }: PageArguments & During,
      { loaders }: LoaderContext,
    ) => {
      const key = { spaceId: id, from: filter?.from, to: filter?.to, take: first + 1 }
      const read = async () => bookingPageOf(await loaders.bookings.load(key), first)
      return {
        nodes: async () => (await read()).nodes,
        totalCount: () => loaders.bookingCount.load(key),
        pageInfo: async () => (await read()).pageInfo,
      }
    },
    ratingSummary: ({ id }: Space, _: unknown, { loaders }: LoaderContext) => loaders.ratingSummary.load(id),
  },
  Booking: {
    ...withoutLoaders.Booking,
    bookedBy: ({ bookedById }: Booking, _: unknown, { loaders }: LoaderContext) =>
      bookedById === null ? null : loaders.user.load(bookedById),
  },
}

const { port, databaseUrl } = readPeerSettings()
const prisma = createPrisma(databaseUrl)
await serveApollo<LoaderContext>({
  resolvers,
  createContext: () => ({ prisma, loaders: createLoaders(prisma) }),
  port,
})
