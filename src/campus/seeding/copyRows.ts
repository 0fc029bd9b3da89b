/**
 * Rows into a table by COPY, in PostgreSQL's text format, from a generator: memory holds one chunk however many rows
 * there are. Ids are the caller's; the table's sequence is not moved.
 */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Table } from '../../gateway/database/table.ts'

/**
 * The server answers at the end of a COPY, when it has checked the foreign keys: a bound on the rows of one bounds the
 * silence to less than a second.
 */
const rowsPerCopy = 5000
const chunkLength = 65_536

/** Gives the number of rows; `onRows` hears the number so far after each COPY. */
export async function copyRows<Row>(
  client: pg.ClientBase,
  table: Table<Row>,
  rows: Iterable<Row>,
  onRows: (count: number) => void,
): Promise<number> {
  // The keys of the generated list are the fields of the row, no more and no fewer.
  const fields = Object.keys(table.columns) as (keyof Row & string)[]
  const columns = fields.map((field) => table.columns[field].name)
  const lines = encodeRows(rows, fields)
  let count = 0
  for (let line = lines.next(); line.done !== true; line = lines.next()) {
    const copy = client.query(copyFrom(`copy ${table.name} (${columns.join(', ')}) from stdin`))
    await pipeline(Readable.from(chunksOf(line.value, lines)), copy)
    count += copy.rowCount
    onRows(count)
  }
  return count
}

function* encodeRows<Row>(rows: Iterable<Row>, fields: (keyof Row)[]): Generator<string, undefined> {
  for (const row of rows) yield `${fields.map((field) => encodeValue(row[field])).join('\t')}\n`
}

/** The first line and what follows it, up to the bound of one COPY. */
function* chunksOf(first: string, lines: Iterator<string>): Generator<string> {
  let chunk = first
  for (let left = rowsPerCopy - 1; left > 0; left--) {
    const line = lines.next()
    if (line.done === true) break
    chunk += line.value
    if (chunk.length < chunkLength) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}

function encodeValue(value: unknown): string {
  if (value === null) return '\\N'
  if (Array.isArray(value)) return escapeText(`{${value.map(quoteItem).join(',')}}`)
  return typeof value === 'string' ? escapeText(value) : String(value)
}

/** Quoted, so that an item may be empty, say NULL or hold a comma. */
const quoteItem = (item: unknown): string => `"${String(item).replace(/["\\]/g, '\\$&')}"`

const escapeText = (text: string): string =>
  /[\\\t\n\r]/.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
    : text
