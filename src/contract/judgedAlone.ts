/** Keeps a fault of the check to the change that it happened on, so that all other changes are still reported. */
import type { SchemaChange } from './report.ts'

interface Judged {
  path?: string
  message: string
}

/** A change whose verdict could not be found counts as breaking: an unread change must never pass for a safe one. */
export function judgedAlone({ path = 'schema', message }: Judged, judge: () => SchemaChange[]): SchemaChange[] {
  try {
    return judge()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const effect = `The check failed on this change (${reason}), so it counts as breaking.`
    return [{ severity: 'breaking', path, message, effect, operations: [] }]
  }
}
