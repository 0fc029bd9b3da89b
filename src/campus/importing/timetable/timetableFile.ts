/**
 * A timetable file as its lines have it. All of it is held in memory, about a hundred bytes a line, for two reasons:
 * whether a line is right depends on lines far above it, and an import that met another client's write starts over.
 */
import { RefusedError } from '../../../operatorErrors.ts'
import { type CsvRow, readCsv } from '../csv/csvRows.ts'

const columns = [
  'Department',
  'Year',
  'Day',
  'Course Code',
  'Course Name',
  'Location',
  'Start Time',
  'End Time',
] as const

export type TimetableColumn = (typeof columns)[number]
export type TimetableRow = CsvRow<TimetableColumn>

export async function readTimetable(
  path: string,
  report: (text: string) => void,
  onLine: (line: number) => void,
): Promise<TimetableRow[]> {
  const rows: TimetableRow[] = []
  for await (const row of readCsv(path, { required: columns }, report)) {
    rows.push(row)
    onLine(row.line)
  }
  // With --replace an empty timetable would silently empty a term.
  if (rows.length === 0) throw new RefusedError(`${path} has no lines below its header.`)
  return rows
}
