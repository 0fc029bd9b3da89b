import { columnsAnd, columnsOf } from '../../gateway/database/columns.ts'
import { column, containing, raw, type Sql, sql } from '../../gateway/database/sql.ts'
import { badUserInput } from '../../gateway/errors/errors.ts'
import { loadRequired } from '../../gateway/loaders/loadRequired.ts'
import { root } from '../../gateway/pagination/connection.ts'
import { type OrderKey, orderBy } from '../../gateway/pagination/orderKey.ts'
import { decodeIdOf } from '../../gateway/schema/globalId.ts'
import type { ClassroomResolvers, LocationInput, Resolvers, SpaceFilter, SpaceOrder } from '../../generated/graphql.ts'
import { type SpaceRow, tables } from '../../generated/tables.ts'
import { onlyFor, perViewerIf, type Rules } from '../accounts/rules.ts'
import type { Context } from '../context.ts'
import { allRows, byKey, connectionLoader, type Selection, valueByKey } from '../loaders.ts'
import { emptyPayload, runMutation } from '../mutation.ts'
import { createSpace, deleteSpace, updateSpace } from '../places/editSpace.ts'
import { assertInterval } from '../places/interval.ts'
import { assertOnEarth, locationOf } from '../places/location.ts'
import { asksForMine } from '../places/mine.ts'
import { occupancy } from '../places/occupancy.ts'
import { ratingSummary } from '../places/ratingSummary.ts'
import { spaceType } from '../places/typeName.ts'
import type { Transaction } from '../transactions.ts'

interface SpaceArguments {
  filter?: SpaceFilter | null | undefined
  orderBy?: SpaceOrder | null | undefined
  near?: LocationInput | null | undefined
}

interface FreeSpaceArguments extends SpaceArguments {
  startsAt: string
  endsAt: string
}

const { holdsSlot, endsAfter, overlaps } = occupancy('b')
/** Offices cannot be booked, so the question whether one is free does not arise. */
const bookable = sql`(select s.kind <> 'OFFICE' from spaces s where s.id = k.space)`
const [from, to, at] = [raw('k."from"'), raw('k."to"'), raw('k."at"')]

const columns = columnsOf(tables.Space)

const ofSpace = ({ space }: { space: number }) => space
/** Whether a room is free depends on what kind it is, and on its bookings. */
const occupancyTags = [
  ['Space', ofSpace],
  ['Space.bookings', ofSpace],
] as const

export const loaders = {
  space: byKey(tables.Space, 'id'),
  spaces: connectionLoader<SpaceRow, SpaceArguments>('Query.spaces', selectSpaces),
  spacesByBuilding: connectionLoader<SpaceRow, SpaceArguments>(
    'Building.spaces',
    selectSpaces,
    column(tables.Space, 'buildingId'),
  ),
  freeSpaces: connectionLoader<SpaceRow, FreeSpaceArguments>('Query.freeSpaces', selectFreeSpaces),
  isFreeBySpace: valueByKey<{ space: number; from: string; to: string }, boolean | null>(
    { space: 'int4', from: 'timestamptz', to: 'timestamptz' },
    occupancyTags,
    sql`case when ${bookable} then not exists (
      select from bookings b where b.space_id = k.space and ${holdsSlot} and ${overlaps(from, to)}
    ) end`,
  ),
  freeUntilBySpace: valueByKey<{ space: number; at: string }, string | null>(
    { space: 'int4', at: 'timestamptz' },
    occupancyTags,
    sql`case when ${bookable} then (
      select greatest(b.starts_at, ${at}) from bookings b
      where b.space_id = k.space and ${holdsSlot} and ${endsAfter(at)}
      order by b.starts_at limit 1
    ) end`,
  ),
  equipment: allRows<{ name: string }>(
    sql`select name from (select distinct unnest(equipment) as name from spaces) s order by name collate "C"`,
    ['spaces'],
  ),
}

const spaceResolvers: Omit<ClassroomResolvers, '__isTypeOf'> = {
  location: locationOf,
  building: ({ buildingId }, _, { loaders }) => loadRequired(loaders.building, buildingId),
  bookings: ({ id }, args, { loaders }) => loaders.bookingsBySpace.of(id, args),
  classSessions: ({ id }, args, { loaders }) => loaders.classSessionsBySpace.of(id, args),
  freeUntil: ({ id }, { at }, { loaders }) => loaders.freeUntilBySpace.load({ space: id, at }),
  isFree: ({ id }, { from, to }, { loaders }) => {
    assertInterval(['from', 'to'], from, to)
    return loaders.isFreeBySpace.load({ space: id, from, to })
  },
  ratings: ({ id }, args, { loaders }) => loaders.ratingsBySpace.of(id, args),
  ratingSummary: ({ id }, _, { loaders }) => loaders.scoresBySpace.load({ space: id }).map(ratingSummary),
}

const admins = onlyFor('ADMIN')

const ownBookings = { bookings: perViewerIf(asksForMine) }

export const rules: Rules<unknown> = {
  Classroom: ownBookings,
  Laboratory: ownBookings,
  Office: ownBookings,
  Mutation: { createSpace: admins, updateSpace: admins, deleteSpace: admins },
}

export const resolvers: Resolvers = {
  Query: {
    spaces: (_, args, { loaders }) => loaders.spaces.of(root, args),
    freeSpaces: (_, args, { loaders }) => loaders.freeSpaces.of(root, args),
    equipment: (_, _args, { loaders }) => loaders.equipment.load().map((rows) => rows.map(({ name }) => name)),
  },
  Mutation: {
    createSpace: (_, { input }, context) => edit(context, (tx) => createSpace(tx, input)),
    updateSpace: (_, { input }, context) => edit(context, (tx) => updateSpace(tx, input)),
    deleteSpace: (_, { input }, context) => {
      const id = decodeIdOf('Space', input.space)
      return runMutation(context, { ...emptyPayload, work: () => context.transact((tx) => deleteSpace(tx, id)) })
    },
  },
  Space: { __resolveType: spaceType },
  Classroom: spaceResolvers,
  Laboratory: spaceResolvers,
  Office: spaceResolvers,
}

const edit = (context: Context, work: (tx: Transaction) => Promise<number>) =>
  runMutation<number, { space: SpaceRow | null }>(context, {
    refused: { space: null },
    work: () => context.transact(work),
    read: async (id) => ({ space: await context.loaders.space.load(id) }),
  })

function selectSpaces({ filter, orderBy: order, near }: SpaceArguments): Selection {
  if (near) assertOnEarth(near)
  return {
    columns: near ? columnsAnd(columns, sql`${distanceTo(near)} as "distance"`) : columns,
    from: sql`spaces t`,
    where: spaceConditions(filter ?? {}),
    orderBy: spaceOrder(order ?? { field: 'NAME', direction: 'ASC' }, near ?? undefined),
  }
}

function selectFreeSpaces({ startsAt, endsAt, filter, near }: FreeSpaceArguments): Selection {
  assertInterval(['startsAt', 'endsAt'], startsAt, endsAt)
  const occupied = overlaps(sql`${startsAt}::timestamptz`, sql`${endsAt}::timestamptz`)
  const selection = selectSpaces({ filter, near, orderBy: { field: near ? 'DISTANCE' : 'NAME', direction: 'ASC' } })
  // Because of `offset 0`, PostgreSQL checks one room after another, and a page is soon done with that. As a join, the
  // planner would read what all rooms of the campus have at that time.
  const free = sql`not exists (
    select from bookings b where b.space_id = t.id and ${holdsSlot} and ${occupied} offset 0
  )`
  return { ...selection, where: [...selection.where, sql`t.kind <> 'OFFICE'`, free], tags: ['spaces', 'bookings'] }
}

function spaceConditions(filter: SpaceFilter): Sql[] {
  const where: Sql[] = []
  if (filter.kind) where.push(sql`t.kind = ${filter.kind}::space_kind`)
  if (filter.building != null) where.push(sql`t.building_id = ${decodeIdOf('Building', filter.building)}::int4`)
  if (filter.minCapacity != null) where.push(sql`t.capacity >= ${filter.minCapacity}::int4`)
  if (filter.equipment) where.push(sql`t.equipment @> ${filter.equipment}::text[]`)
  if (filter.floor != null) where.push(sql`t.floor = ${filter.floor}::int4`)
  if (filter.nameContains) where.push(sql`t.name collate "default" ilike ${containing(filter.nameContains)}`)
  return where
}

function spaceOrder({ field, direction = 'ASC' }: SpaceOrder, near: LocationInput | undefined): OrderKey[] {
  const id = orderBy(tables.Space, 'id', direction)
  if (field === 'NAME') return [orderBy(tables.Space, 'name', direction), id]
  if (field === 'CAPACITY') return [orderBy(tables.Space, 'capacity', direction), id]
  if (near === undefined) {
    throw badUserInput('The order `DISTANCE` needs `near`: the place to measure from, which `Query.spaces` takes.')
  }
  return [
    { field: 'distance', expression: distanceTo(near), type: 'float8', nullable: true, computed: true, direction },
    id,
  ]
}

const distanceTo = ({ latitude, longitude }: LocationInput): Sql =>
  sql`metres_between(${latitude}::float8, ${longitude}::float8, t.latitude, t.longitude)`
