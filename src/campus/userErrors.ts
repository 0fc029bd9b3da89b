/** Reasons for not doing what was asked for, as payloads give them. Thrown inside a transaction they undo all of it. */
import type { UserErrorCode } from '../generated/graphql.ts'

export interface UserError {
  code: UserErrorCode
  message: string
  field: string | null
  conflict: { startsAt: string; endsAt: string } | null
}

export class Refusal extends Error {
  readonly userError: UserError

  constructor(
    code: UserErrorCode,
    message: string,
    field: string | null = null,
    conflict: UserError['conflict'] = null,
  ) {
    super(message)
    this.userError = { code, message, field, conflict }
  }
}
