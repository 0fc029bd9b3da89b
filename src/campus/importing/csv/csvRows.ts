/**
 * The rows of a CSV file by the names of its columns, by stream. Rows without a value are passed over. What makes the
 * rest of a file unreadable is thrown; a row with too many or too few values is handed on as such.
 */
import { pipeline } from 'node:stream/promises'
import { type CsvError, parse } from 'csv-parse'
import { RefusedError } from '../../../operatorErrors.ts'
import { cleanText } from '../names.ts'
import { showControls } from '../refusal.ts'
import { type CsvColumns, type CsvHeader, readHeader } from './csvHeader.ts'
import { readPlainText } from './plainText.ts'

export interface CsvRow<Column extends string> {
  /** The physical line at which it begins */
  line: number
  /** In the order of `columns`, one list for all rows */
  values: string[]
  columns: readonly Column[]
  /** Why the values cannot be trusted to stand in the right columns, if they cannot */
  malformed?: string
}

/** Undefined where the file has no such column. */
export const valueIn = <Column extends string>(
  { values, columns }: CsvRow<Column>,
  column: Column,
): string | undefined => values[columns.indexOf(column)]

export async function* readCsv<Column extends string>(
  path: string,
  columns: CsvColumns<Column>,
  report: (text: string) => void,
): AsyncGenerator<CsvRow<Column>> {
  let header: CsvHeader<Column> | undefined
  for await (const { line, values } of readRecords(path)) {
    if (header !== undefined) {
      yield pickValues(line, values, header)
      continue
    }
    header = readHeader(path, values, columns)
    if (header.unused.length > 0) report(`${path}: not used: ${showControls(header.unused.join(', '))}.`)
  }
  if (header === undefined) {
    throw new RefusedError(`${path} is empty: its first line must name the columns ${columns.required.join(', ')}.`)
  }
}

function pickValues<Column extends string>(line: number, texts: string[], header: CsvHeader<Column>): CsvRow<Column> {
  const { columns, places } = header
  const row = { line, values: places.map((at) => texts[at] ?? ''), columns }
  const malformed = findMisfit(texts, header)
  return malformed === undefined ? row : { ...row, malformed }
}

function findMisfit(values: string[], { names }: CsvHeader<string>): string | undefined {
  const last = names.findLastIndex((name) => name !== '')
  if (values.length <= last) return `has ${values.length} values for ${last + 1} columns`
  const nameless = values.find((value, at) => value !== '' && (names[at] ?? '') === '')
  if (nameless === undefined) return undefined
  return `has a value without a column: ${JSON.stringify(nameless)} (a value with a comma needs quotes)`
}

interface CsvRecord {
  line: number
  values: string[]
}

async function* readRecords(path: string): AsyncGenerator<CsvRecord> {
  const clean = createCleaner()
  const waiting: number[] = []
  let nextLine = 1
  const parser = parse({
    ...csvOptions,
    // Counted here and not where records are read: an error overtakes those that wait to be read.
    on_record(record, { lines }) {
      waiting.push(nextLine)
      nextLine = lines + 1
      return record
    },
  })
  const fed = pipeline(readPlainText(path), parser)
  // Whatever ends it early also ends the parser, and is thrown there.
  fed.catch(() => {})
  try {
    const records: AsyncIterable<string[]> = parser
    for await (const record of records) {
      const line = waiting.shift() ?? nextLine
      const values = record.map(clean)
      if (values.some((value) => value !== '')) yield { line, values }
    }
  } catch (error) {
    throw isCsvError(error) ? new RefusedError(`${path} cannot be read: line ${nextLine} ${faultOf(error)}.`) : error
  }
}

/** Equal values are kept once: a file of many lines has few different ones. */
function createCleaner(): (text: string) => string {
  const cleaned = new Map<string, string>()
  return (text) => {
    const known = cleaned.get(text)
    if (known !== undefined) return known
    const value = cleanText(text)
    cleaned.set(text, value)
    return value
  }
}

const csvOptions = {
  bom: true,
  record_delimiter: '\n',
  relax_column_count: true,
  trim: true,
  // Characters: an unclosed quote must not swallow a whole file first.
  max_record_size: 100_000,
}

const isCsvError = (error: unknown): error is CsvError =>
  error instanceof Error && 'code' in error && /^CSV_|^INVALID_OPENING_QUOTE$/.test(String(error.code))

function faultOf({ code, message }: CsvError): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'opens a quote that is never closed'
  if (code === 'CSV_MAX_RECORD_SIZE') return 'does not end within 100,000 characters; a quote may not be closed'
  if (code === 'INVALID_OPENING_QUOTE' || code === 'CSV_INVALID_CLOSING_QUOTE') {
    return 'has a quote inside a value; put the whole value in quotes and write the inner quote twice'
  }
  return `is not CSV (${message})`
}
