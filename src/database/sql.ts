/**
 * SQL as values: fragments with their parameters, put together without ever pasting a value into text. Keyed reads are
 * written so that any number of keys is one array parameter, hence one statement text.
 */
import sql, { join, raw, type Sql } from 'sql-template-tag'
import type { Table } from './table.ts'

export { default as sql, empty, join, raw, type Sql } from 'sql-template-tag'

/** Every read answers one JSON value: 100 rows as one value cost less than half of 100 rows on the wire. */
export type Read = <T>(statement: Sql) => Promise<T>

/** A name from our own schema, never from a request. */
export const identifier = (name: string): Sql => raw(`"${name.replaceAll('"', '""')}"`)

/** `t.starts_at`, for the field `startsAt` of a table that the statement calls `t`. */
export function column<Row>(table: Table<Row>, field: keyof Row & string): Sql {
  return raw(`t.${table.columns[field].name}`)
}

/**
 * All columns of a table that the statement calls `t`, under the names of their fields.
 *
 * @param instead what to select for a field in place of its column
 */
export function allColumns<Row>(table: Table<Row>, instead: { [Field in keyof Row & string]?: Sql } = {}): Sql {
  const fields: (keyof Row & string)[] = Object.keys(table.columns) as (keyof Row & string)[] // the table's own keys
  return join(fields.map((field) => sql`${instead[field] ?? column(table, field)} as ${raw(`"${field}"`)}`))
}

/** All of them hold; nothing given holds always. */
export function every(conditions: Sql[]): Sql {
  return conditions.length === 0 ? raw('true') : join(conditions, ' and ')
}

/** `%` and `_` of what people type mean themselves. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`
