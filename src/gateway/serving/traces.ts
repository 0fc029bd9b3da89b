/** What the entries of a request took from the database, and all of them together. */
import type { ExecutionTrace } from '../types.ts'

export const emptyTrace = (): ExecutionTrace & { sent: NonNullable<ExecutionTrace['sent']> } => ({
  statements: 0,
  milliseconds: 0,
  sent: [],
})

export function addTo(trace: ExecutionTrace, { statements, milliseconds }: ExecutionTrace): void {
  trace.statements += statements
  trace.milliseconds += milliseconds
}

export const sumOf = (traces: ExecutionTrace[]): ExecutionTrace => ({
  statements: traces.reduce((sum, { statements }) => sum + statements, 0),
  milliseconds: traces.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
})
