/** The rows and their relations. The plugin turns a whole operation into one query of Prisma's, which joins. */
import { bookingsDuring, byName, byStart } from '../prisma/conditions.ts'
import { builder } from './builder.ts'

export const BuildingKind = builder.enumType('BuildingKind', { values: ['AUDITORIUM', 'STOREY', 'BLOCK'] as const })
const SpaceKind = builder.enumType('SpaceKind', { values: ['CLASSROOM', 'LABORATORY', 'OFFICE'] as const })
const BookingKind = builder.enumType('BookingKind', { values: ['CLASS', 'EXAM', 'EVENT'] as const })
const BookingStatus = builder.enumType('BookingStatus', { values: ['PENDING', 'CONFIRMED', 'CANCELLED'] as const })

const BookingFilter = builder.inputType('BookingFilter', {
  fields: (t) => ({ from: t.field({ type: 'DateTime' }), to: t.field({ type: 'DateTime' }) }),
})

const Location = builder.objectRef<{ latitude: number; longitude: number }>('Location').implement({
  fields: (t) => ({ latitude: t.exposeFloat('latitude'), longitude: t.exposeFloat('longitude') }),
})

const SpaceCounts = builder
  .objectRef<{ classrooms: number; laboratories: number; offices: number }>('SpaceCounts')
  .implement({
    fields: (t) => ({
      classrooms: t.exposeInt('classrooms'),
      laboratories: t.exposeInt('laboratories'),
      offices: t.exposeInt('offices'),
    }),
  })

const RatingSummary = builder.objectRef<{ average: number | null; count: number }>('RatingSummary').implement({
  fields: (t) => ({ average: t.exposeFloat('average', { nullable: true }), count: t.exposeInt('count') }),
})

export const Building = builder.prismaNode('Building', {
  id: { field: 'id' },
  fields: (t) => ({
    name: t.exposeString('name'),
    kind: t.expose('kind', { type: BuildingKind }),
    floors: t.exposeInt('floors', { nullable: true }),
    spaces: t.relatedConnection('spaces', { cursor: 'id', query: { orderBy: byName } }),
    spaceCounts: t.field({
      type: SpaceCounts,
      // Two dozen kinds are read with the building sooner than three counts.
      select: { spaces: { select: { kind: true } } },
      resolve: ({ spaces }) => {
        const of = (kind: string) => spaces.filter((space) => space.kind === kind).length
        return { classrooms: of('CLASSROOM'), laboratories: of('LABORATORY'), offices: of('OFFICE') }
      },
    }),
  }),
})

export const Space = builder.prismaNode('Space', {
  id: { field: 'id' },
  fields: (t) => ({
    name: t.exposeString('name'),
    kind: t.expose('kind', { type: SpaceKind }),
    floor: t.exposeInt('floor', { nullable: true }),
    roomNumber: t.exposeString('roomNumber', { nullable: true }),
    capacity: t.exposeInt('capacity', { nullable: true }),
    equipment: t.exposeStringList('equipment'),
    location: t.field({
      type: Location,
      nullable: true,
      select: { latitude: true, longitude: true },
      resolve: ({ latitude, longitude }) => (latitude === null || longitude === null ? null : { latitude, longitude }),
    }),
    building: t.relation('building'),
    bookings: t.relatedConnection('bookings', {
      cursor: 'id',
      totalCount: true,
      args: { filter: t.arg({ type: BookingFilter }) },
      query: ({ filter }) => ({ where: bookingsDuring(filter), orderBy: byStart }),
    }),
    ratingSummary: t.field({
      type: RatingSummary,
      // A room has a handful of ratings: read with it, they cost less than a statement for each room.
      select: { ratings: { select: { score: true } } },
      resolve: ({ ratings }) => ({
        average: ratings.length === 0 ? null : ratings.reduce((sum, { score }) => sum + score, 0) / ratings.length,
        count: ratings.length,
      }),
    }),
  }),
})

export const Booking = builder.prismaNode('Booking', {
  id: { field: 'id' },
  fields: (t) => ({
    title: t.exposeString('title'),
    kind: t.expose('kind', { type: BookingKind }),
    status: t.expose('status', { type: BookingStatus }),
    startsAt: t.expose('startsAt', { type: 'DateTime' }),
    endsAt: t.expose('endsAt', { type: 'DateTime' }),
    bookedBy: t.relation('bookedBy', { nullable: true }),
  }),
})

builder.prismaNode('User', {
  id: { field: 'id' },
  fields: (t) => ({ username: t.exposeString('username') }),
})
