import { columnsOf } from '../../gateway/database/columns.ts'
import { containing, raw, type Sql, sql } from '../../gateway/database/sql.ts'
import { root } from '../../gateway/pagination/connection.ts'
import { emptyConnection } from '../../gateway/pagination/emptyConnection.ts'
import { orderBy } from '../../gateway/pagination/orderKey.ts'
import type { Resolvers, Role, UserFilter } from '../../generated/graphql.ts'
import { tables, type UserRow } from '../../generated/tables.ts'
import { perViewer, type Rules, shownTo, type Viewer } from '../accounts/rules.ts'
import { byKey, connectionLoader, type Selection } from '../loaders.ts'

interface UserArguments {
  filter?: UserFilter | null | undefined
}

const columns = columnsOf(tables.User)

export const loaders = {
  user: byKey(tables.User, 'id'),
  users: connectionLoader<UserRow, UserArguments>('Query.users', selectUsers),
}

const staff: Role[] = ['EXAM_OFFICER', 'ADMIN']
const toPersonAndStaff = (hidden: unknown = null) => shownTo<UserRow>(({ id }) => id, staff, hidden)

export const rules: Rules<UserRow> = {
  Query: { viewer: perViewer, users: perViewer },
  User: {
    email: toPersonAndStaff(),
    department: toPersonAndStaff(),
    yearGroup: toPersonAndStaff(),
    bookings: toPersonAndStaff(emptyConnection),
  },
}

export const resolvers: Resolvers = {
  Query: {
    viewer: (_, _args, { loaders, viewer }) => (viewer === null ? null : loaders.user.load(viewer.id)),
    users: (_, args, { loaders }) => loaders.users.of(root, args),
  },
  User: {
    bookings: ({ id }, args, { loaders }) => loaders.bookingsByUser.of(id, args),
    ratings: ({ id }, args, { loaders }) => loaders.ratingsByUser.of(id, args),
  },
}

/** Filters look at values that are hidden from most people, so such people can filter only themselves. */
function selectUsers({ filter }: UserArguments, viewer: () => Viewer): Selection {
  const where: Sql[] = [visibleTo(viewer())]
  if (filter?.role) where.push(sql`t.role = ${filter.role}::role`)
  if (filter?.department != null) where.push(sql`t.department = ${filter.department}`)
  if (filter?.nameContains) where.push(sql`t.username collate "default" ilike ${containing(filter.nameContains)}`)
  return {
    columns,
    from: sql`users t`,
    where,
    orderBy: [orderBy(tables.User, 'username'), orderBy(tables.User, 'id')],
  }
}

function visibleTo(viewer: Viewer): Sql {
  if (viewer === null) return raw('false')
  return staff.includes(viewer.role) ? raw('true') : sql`t.id = ${viewer.id}::int4`
}
