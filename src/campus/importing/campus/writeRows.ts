/** Rows of any table, read whole and written by the list: a statement takes a thousand as one JSON parameter. */
import type pg from 'pg'
import { columnsOf } from '../../../gateway/database/columns.ts'
import { raw, sql } from '../../../gateway/database/sql.ts'
import type { Table } from '../../../gateway/database/table.ts'

export async function readRows<Row extends object>(client: pg.ClientBase, table: Table<Row>): Promise<Row[]> {
  const { rows } = await client.query<Row>(
    sql`select ${columnsOf(table).select(undefined)} from ${raw(table.name)} t order by t.id`,
  )
  return rows
}

export function insertRows<Row>(client: pg.ClientBase, table: Table<Row>, rows: Omit<Row, 'id'>[]): Promise<void> {
  const columns = fieldColumns(table).filter(({ name }) => name !== 'id')
  const names = columns.map(({ name }) => name).join(', ')
  return inBatches(client, rows, `insert into ${table.name} (${names}) select ${names} from ${recordset(columns)}`)
}

/** By id. */
export function updateRows<Row extends object>(client: pg.ClientBase, table: Table<Row>, rows: Row[]): Promise<void> {
  const columns = fieldColumns(table)
  const changes = columns.filter(({ name }) => name !== 'id').map(({ name }) => `${name} = t.${name}`)
  const source = recordset(columns)
  return inBatches(client, rows, `update ${table.name} r set ${changes.join(', ')} from ${source} where r.id = t.id`)
}

interface FieldColumn {
  field: string
  name: string
  type: string
}

function fieldColumns<Row>(table: Table<Row>): FieldColumn[] {
  return Object.entries<{ name: string; type: string }>(table.columns).map(([field, { name, type }]) => ({
    field,
    name,
    type,
  }))
}

/** The parameter's objects under the names of the columns. */
function recordset(columns: FieldColumn[]): string {
  const fields = columns.map(({ field, type }) => `"${field}" ${type}`).join(', ')
  const names = columns.map(({ field, name }) => `"${field}" as ${name}`).join(', ')
  return `(select ${names} from jsonb_to_recordset($1) as f(${fields})) t`
}

const batchSize = 1000

async function inBatches(client: pg.ClientBase, rows: object[], statement: string): Promise<void> {
  for (let from = 0; from < rows.length; from += batchSize) {
    await client.query(statement, [JSON.stringify(rows.slice(from, from + batchSize))])
  }
}
