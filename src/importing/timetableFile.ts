/**
 * A timetable file as its lines have it. All of it is held: whether a line is right depends on lines far above it.
 * Equal values are kept once, so that a line costs about a hundred bytes.
 */
import { RefusedError } from '../errors.ts'
import { type CsvRow, readCsv } from './csvRows.ts'

const columns = ['Department', 'Year', 'Day', 'Course Code', 'Course Name', 'Location', 'Start Time', 'End Time'] as const

export type TimetableColumn = (typeof columns)[number]
export type TimetableRow = CsvRow<TimetableColumn>

export async function readTimetable(
  path: string,
  report: (text: string) => void,
  onLine: (line: number) => void,
): Promise<TimetableRow[]> {
  const rows: TimetableRow[] = []
  const kept = new Map<string, string>()
  for await (const row of readCsv(path, { required: columns }, report)) {
    rows.push({ ...row, values: keepOnce(row.values, kept) })
    onLine(row.line)
  }
  // With --replace an empty timetable would silently empty a term.
  if (rows.length === 0) throw new RefusedError(`${path} has no lines below its header.`)
  return rows
}

function keepOnce(values: TimetableRow['values'], kept: Map<string, string>): TimetableRow['values'] {
  const once: Partial<Record<TimetableColumn, string>> = {}
  for (const column of columns) {
    const value = values[column] ?? ''
    const known = kept.get(value)
    if (known === undefined) kept.set(value, value)
    once[column] = known ?? value
  }
  return once
}
