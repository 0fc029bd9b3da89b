/** What PostgreSQL said of a failed write, however deep Prisma has wrapped it. */

/** The SQLSTATE, else Prisma's or the system's code; empty when there is none. */
export function databaseCode(error: unknown): string {
  const cause = driverCause(error)
  return text(cause, 'originalCode') || text(cause, 'code') || text(error, 'code')
}

/** The name of the constraint that a write broke, or its fields as Prisma names them. */
export function brokenConstraint(error: unknown): string {
  const cause = driverCause(error)
  const named = /constraint "([^"]+)"/.exec(text(cause, 'originalMessage') || text(cause, 'message') || message(error))
  return named?.[1] ?? ''
}

/** PostgreSQL's own words on the conflicting rows. */
export const errorDetail = (error: unknown): string => text(driverCause(error), 'detail')

function driverCause(error: unknown): object | undefined {
  const meta = property(error, 'meta')
  const adapterError = property(meta, 'driverAdapterError') ?? property(error, 'cause')
  const cause = property(adapterError, 'cause') ?? adapterError
  return typeof cause === 'object' && cause !== null ? cause : undefined
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? value[name as keyof typeof value] : undefined
}

function text(value: unknown, name: string): string {
  const found = property(value, name)
  return typeof found === 'string' ? found : ''
}

const message = (error: unknown): string => (error instanceof Error ? error.message : '')
