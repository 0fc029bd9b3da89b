import { columnsOf } from '../../gateway/database/columns.ts'
import { containing, type Sql, sql } from '../../gateway/database/sql.ts'
import { root } from '../../gateway/pagination/connection.ts'
import { orderBy } from '../../gateway/pagination/orderKey.ts'
import { decodeIdOf } from '../../gateway/schema/globalId.ts'
import type { BuildingFilter, BuildingOrder, Resolvers } from '../../generated/graphql.ts'
import { type BuildingRow, tables } from '../../generated/tables.ts'
import { onlyFor, type Rules } from '../accounts/rules.ts'
import type { Context } from '../context.ts'
import { byFoldedName, byKey, connectionLoader, rowByKey, type Selection } from '../loaders.ts'
import { emptyPayload, runMutation } from '../mutation.ts'
import { createBuilding, deleteBuilding, updateBuilding } from '../places/editBuilding.ts'
import { locationOf } from '../places/location.ts'
import { ratingSummary } from '../places/ratingSummary.ts'
import type { Transaction } from '../transactions.ts'

interface BuildingArguments {
  filter?: BuildingFilter | null | undefined
  orderBy?: BuildingOrder | null | undefined
}

const columns = columnsOf(tables.Building)

export const loaders = {
  building: byKey(tables.Building, 'id'),
  buildingByName: byFoldedName(tables.Building, 'buildings'),
  buildings: connectionLoader<BuildingRow, BuildingArguments>('Query.buildings', selectBuildings),
  spaceCountsByBuilding: rowByKey<{ building: number }, SpaceCounts>(
    { building: 'int4' },
    [['Building.spaces', ({ building }) => building]],
    sql`
    select
      count(*) filter (where s.kind = 'CLASSROOM') as classrooms,
      count(*) filter (where s.kind = 'LABORATORY') as laboratories,
      count(*) filter (where s.kind = 'OFFICE') as offices
    from spaces s where s.building_id = k.building`,
  ),
}

interface SpaceCounts {
  classrooms: number
  laboratories: number
  offices: number
}

const admins = onlyFor('ADMIN')

export const rules: Rules<unknown> = {
  Mutation: { createBuilding: admins, updateBuilding: admins, deleteBuilding: admins },
}

export const resolvers: Resolvers = {
  Query: {
    buildings: (_, args, { loaders }) => loaders.buildings.of(root, args),
    building: (_, { name }, { loaders }) => loaders.buildingByName.load(name),
  },
  Mutation: {
    createBuilding: (_, { input }, context) => edit(context, (tx) => createBuilding(tx, input)),
    updateBuilding: (_, { input }, context) => edit(context, (tx) => updateBuilding(tx, input)),
    deleteBuilding: (_, { input }, context) => {
      const id = decodeIdOf('Building', input.building)
      return runMutation(context, { ...emptyPayload, work: () => context.transact((tx) => deleteBuilding(tx, id)) })
    },
  },
  Building: {
    location: locationOf,
    spaces: ({ id }, args, { loaders }) => loaders.spacesByBuilding.of(id, args),
    spaceCounts: ({ id }, _, { loaders }) => loaders.spaceCountsByBuilding.load({ building: id }),
    ratings: ({ id }, args, { loaders }) => loaders.ratingsByBuilding.of(id, args),
    ratingSummary: ({ id }, _, { loaders }) => loaders.scoresByBuilding.load({ building: id }).map(ratingSummary),
  },
}

const edit = (context: Context, work: (tx: Transaction) => Promise<number>) =>
  runMutation<number, { building: BuildingRow | null }>(context, {
    refused: { building: null },
    work: () => context.transact(work),
    read: async (id) => ({ building: await context.loaders.building.load(id) }),
  })

function selectBuildings({ filter, orderBy: order }: BuildingArguments): Selection {
  const where: Sql[] = []
  if (filter?.kind) where.push(sql`t.kind = ${filter.kind}::building_kind`)
  if (filter?.nameContains) where.push(sql`t.name collate "default" ilike ${containing(filter.nameContains)}`)
  const direction = order?.direction ?? 'ASC'
  return {
    columns,
    from: sql`buildings t`,
    where,
    orderBy: [orderBy(tables.Building, 'name', direction), orderBy(tables.Building, 'id', direction)],
  }
}
