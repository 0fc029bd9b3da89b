/** The audit trail: written in the transaction of the change, so that neither is there without the other. */

import type { AuditAction } from '../../generated/tables.ts'
import type { Transaction } from '../transactions.ts'

export interface AuditNote {
  action: AuditAction
  /** Who did it; null for a command */
  actorId: number | null
  bookingId?: number
  userId?: number
  summary: string
}

export const audit = (tx: Transaction, ...notes: AuditNote[]): Promise<unknown> =>
  tx.auditEntry.createMany({ data: notes })
