/** What the entries of a request took from the database, and all of them together. */
import type { SqlMeter } from '../loaders/scope.ts'

export const noSql = (): SqlMeter & Required<Pick<SqlMeter, 'trace'>> => ({ statements: 0, milliseconds: 0, trace: [] })

export function addTo(meter: SqlMeter, { statements, milliseconds }: SqlMeter): void {
  meter.statements += statements
  meter.milliseconds += milliseconds
}

export const sumOf = (meters: SqlMeter[]): SqlMeter => ({
  statements: meters.reduce((sum, { statements }) => sum + statements, 0),
  milliseconds: meters.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
})
