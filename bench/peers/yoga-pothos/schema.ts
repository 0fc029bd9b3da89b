/** What can be asked. `node` and `nodes` come with the Relay plugin. */
import { type ResolveCursorConnectionArgs, resolveCursorConnection } from '@pothos/plugin-relay'
import { bookingsAfter, byName, byStart, freeRooms } from '../prisma/conditions.ts'
import { decodeCursor, encodeCursor } from '../shared/cursor.ts'
import { builder, prisma } from './builder.ts'
import { Booking, Building, BuildingKind, Space } from './types.ts'

const BuildingFilter = builder.inputType('BuildingFilter', {
  fields: (t) => ({ kind: t.field({ type: BuildingKind }) }),
})
const SpaceFilter = builder.inputType('SpaceFilter', { fields: (t) => ({ minCapacity: t.int() }) })

builder.queryType({
  fields: (t) => ({
    building: t.prismaField({
      type: Building,
      nullable: true,
      args: { name: t.arg.string({ required: true }) },
      resolve: (query, _, { name }) => prisma.building.findUnique({ ...query, where: { name } }),
    }),
    buildings: t.prismaConnection({
      type: Building,
      cursor: 'id',
      args: { filter: t.arg({ type: BuildingFilter }) },
      resolve: (query, _, { filter }) =>
        prisma.building.findMany({ ...query, where: filter?.kind ? { kind: filter.kind } : {}, orderBy: byName }),
    }),
    freeSpaces: t.prismaConnection({
      type: Space,
      cursor: 'id',
      args: {
        startsAt: t.arg({ type: 'DateTime', required: true }),
        endsAt: t.arg({ type: 'DateTime', required: true }),
        filter: t.arg({ type: SpaceFilter }),
      },
      resolve: (query, _, { startsAt, endsAt, filter }) =>
        prisma.space.findMany({ ...query, where: freeRooms(startsAt, endsAt, filter?.minCapacity), orderBy: byName }),
    }),
    // Prisma's own cursor costs 450 ms at this depth; the Relay plugin takes any other.
    bookings: t.connection({
      type: Booking,
      resolve: (_, args) =>
        resolveCursorConnection(
          { args, toCursor: ({ startsAt, id }) => encodeCursor({ startsAt: startsAt.toISOString(), id }) },
          ({ after, limit }: ResolveCursorConnectionArgs) =>
            prisma.booking.findMany({
              where: bookingsAfter(after === undefined ? undefined : decodeCursor(after)),
              orderBy: byStart,
              take: limit,
            }),
        ),
    }),
  }),
})

export const schema = builder.toSchema()
