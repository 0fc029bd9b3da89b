/** The `extensions` of an answer as a whole: outside production, what the operation took from the database. */
import type { ExecutionTrace, GatewaySettings } from '../types.ts'

export interface AnswerExtensions {
  sql: { statements: number; milliseconds: number }
}

export function answerExtensions(
  { production }: Pick<GatewaySettings, 'production'>,
  { statements, milliseconds }: ExecutionTrace = emptyTrace,
): AnswerExtensions | undefined {
  return production ? undefined : { sql: { statements, milliseconds } }
}

/** Of an answer from the cache, which takes nothing from the database. */
const emptyTrace: ExecutionTrace = { statements: 0, milliseconds: 0 }
