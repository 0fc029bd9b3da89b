/**
 * Rows into a table by COPY, in PostgreSQL's text format, from a generator: memory holds one chunk however many rows
 * there are. Ids are the caller's; the table's sequence is not moved.
 */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Table } from '../database/table.ts'

/** Foreign keys are checked at the end of a COPY: a bound on its rows bounds the silence, and the server's memory. */
const rowsPerCopy = 20_000
const chunkLength = 65_536

/** Gives the number of rows; `onRows` hears the number so far with every chunk. */
export async function copyRows<Row>(
  client: pg.ClientBase,
  table: Table<Row>,
  rows: Iterable<Row>,
  onRows: (count: number) => void,
): Promise<number> {
  // The keys of the generated list are the fields of the row, no more and no fewer.
  const fields = Object.keys(table.columns) as (keyof Row & string)[]
  const columns = fields.map((field) => table.columns[field].name)
  const statement = `copy ${table.name} (${columns.join(', ')}) from stdin`
  const lines = encodeRows(rows, fields)
  let count = 0
  for (let line = lines.next(); line.done !== true; line = lines.next()) {
    const chunks = chunksOf(line.value, lines, (lineCount) => {
      count += lineCount
      onRows(count)
    })
    await pipeline(Readable.from(chunks), client.query(copyFrom(statement)))
  }
  return count
}

function* encodeRows<Row>(rows: Iterable<Row>, fields: (keyof Row)[]): Generator<string, undefined> {
  for (const row of rows) yield `${fields.map((field) => encodeValue(row[field])).join('\t')}\n`
}

/** The first line and what follows it, up to the bound of one COPY. */
function* chunksOf(first: string, lines: Iterator<string>, onLines: (count: number) => void): Generator<string> {
  let chunk = first
  let lineCount = 1
  for (let left = rowsPerCopy - 1; left > 0; left--) {
    const line = lines.next()
    if (line.done === true) break
    chunk += line.value
    lineCount += 1
    if (chunk.length < chunkLength) continue
    yield chunk
    onLines(lineCount)
    chunk = ''
    lineCount = 0
  }
  if (lineCount > 0) yield chunk
  onLines(lineCount)
}

export function encodeValue(value: unknown): string {
  if (value === null) return '\\N'
  if (Array.isArray(value)) return escapeText(`{${value.map((item) => JSON.stringify(item)).join(',')}}`)
  return typeof value === 'string' ? escapeText(value) : String(value)
}

const escapeText = (text: string): string =>
  /[\\\t\n\r]/.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
    : text
