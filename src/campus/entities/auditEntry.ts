import { columnsOf } from '../../gateway/database/columns.ts'
import { sql } from '../../gateway/database/sql.ts'
import { root } from '../../gateway/pagination/connection.ts'
import { orderBy } from '../../gateway/pagination/orderKey.ts'
import { encodeGlobalId } from '../../gateway/schema/globalId.ts'
import type { Resolvers } from '../../generated/graphql.ts'
import { type AuditEntryRow, tables } from '../../generated/tables.ts'
import { onlyFor, type Rules } from '../accounts/rules.ts'
import { connectionLoader } from '../loaders.ts'

const columns = columnsOf(tables.AuditEntry)

export const loaders = {
  auditTrail: connectionLoader<AuditEntryRow, object>('Query.auditTrail', () => ({
    columns,
    from: sql`audit_entries t`,
    where: [],
    tags: 'none',
    orderBy: [orderBy(tables.AuditEntry, 'createdAt', 'DESC'), orderBy(tables.AuditEntry, 'id', 'DESC')],
  })),
}

export const rules: Rules<unknown> = { Query: { auditTrail: onlyFor('ADMIN') } }

export const resolvers: Resolvers = {
  Query: {
    auditTrail: (_, args, { loaders }) => loaders.auditTrail.of(root, args),
  },
  AuditEntry: {
    id: ({ id }) => encodeGlobalId('AuditEntry', id),
    actor: ({ actorId }, _, { loaders }) => (actorId === null ? null : loaders.user.load(actorId)),
    booking: ({ bookingId }, _, { loaders }) => (bookingId === null ? null : loaders.booking.load(bookingId)),
    user: ({ userId }, _, { loaders }) => (userId === null ? null : loaders.user.load(userId)),
  },
}
