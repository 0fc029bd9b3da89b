import { type Rules, shownTo } from '../accounts/rules.ts'
import type { Resolvers, Role } from '../generated/graphql.ts'
import { tables, type UserRow } from '../generated/tables.ts'
import { byKey } from '../loaders/byKey.ts'
import { emptyConnection } from '../pagination/emptyConnection.ts'

export const loaders = {
  user: byKey(tables.User, 'id'),
}

const toPersonAndStaff = (hidden: unknown = null) => shownTo<UserRow>(({ id }) => id, staff, hidden)
const staff: Role[] = ['EXAM_OFFICER', 'ADMIN']

export const rules: Rules<UserRow> = {
  User: {
    email: toPersonAndStaff(),
    department: toPersonAndStaff(),
    yearGroup: toPersonAndStaff(),
    bookings: toPersonAndStaff(emptyConnection),
  },
}

export const resolvers: Resolvers = {
  User: {
    bookings: ({ id }, args, { loaders, viewer }) => loaders.bookingsByUser.of(id, { ...args, viewer: viewer?.id }),
    ratings: ({ id }, args, { loaders }) => loaders.ratingsByUser.of(id, args),
  },
}
