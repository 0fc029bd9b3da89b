/** The first line of a CSV file: where each column stands. Names are compared without case and surplus spaces. */
import { RefusedError } from '../../../operatorErrors.ts'
import { foldName } from '../names.ts'
import { showControls } from '../refusal.ts'

export interface CsvColumns<Column extends string> {
  required: readonly Column[]
  optional?: readonly Column[]
}

export interface CsvHeader<Column extends string> {
  /** As the file has them; empty for a column without a name */
  names: string[]
  /** The asked columns that the file has, and where each stands */
  columns: readonly Column[]
  places: number[]
  /** Columns of the file that the caller did not ask for */
  unused: string[]
}

export function readHeader<Column extends string>(
  path: string,
  names: string[],
  { required, optional = [] }: CsvColumns<Column>,
): CsvHeader<Column> {
  const folded = names.map(foldName)
  const lacks = (column: Column) => !folded.includes(foldName(column))
  const missing = required.filter(lacks)
  if (missing.length > 0) throw new RefusedError(missingColumns(path, missing, names))
  const columns = [...required, ...optional.filter((column) => !lacks(column))]
  const twice = columns.find((column) => folded.indexOf(foldName(column)) !== folded.lastIndexOf(foldName(column)))
  if (twice !== undefined) throw new RefusedError(`${path} has the column ${twice} twice: rename or remove one.`)
  const places = columns.map((column) => folded.indexOf(foldName(column)))
  return { names, columns, places, unused: names.filter((name, at) => name !== '' && !places.includes(at)) }
}

function missingColumns(path: string, missing: string[], names: string[]): string {
  const columns = missing.length === 1 ? `column ${missing[0]}` : `columns ${missing.join(', ')}`
  const found = showControls(names.filter((name) => name !== '').join(', '))
  const hint = /[;\t|]/.test(found) ? ' Columns must be separated by commas.' : ''
  return `${path} lacks the ${columns}. Found: ${found}.${hint}`
}
