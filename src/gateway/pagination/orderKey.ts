import { column, raw, type Sql } from '../database/sql.ts'
import type { Table } from '../database/table.ts'

/**
 * One part of an order. The last part of an order is unique, so that no two rows are equal; nulls come last, both ways.
 */
export interface OrderKey {
  /** The name under which the selected columns hold its value, which a cursor keeps. */
  field: string
  expression: Sql
  /** SQL type of the value */
  type: string
  nullable: boolean
  /** Worked out for each row, so that no index has the order */
  computed: boolean
  direction: Direction
}

export type Direction = 'ASC' | 'DESC'

/** Orders by a column of the table that the statement calls `t`. */
export function orderBy<Row>(table: Table<Row>, field: keyof Row & string, direction: Direction = 'ASC'): OrderKey {
  const { type, nullable } = table.columns[field]
  return { field, expression: column(table, field), type, nullable, computed: false, direction }
}

/** `order by` of the selected columns that hold these keys; reversed it runs from the end, nulls first. */
export function orderClause(keys: OrderKey[], reversed: boolean): Sql {
  const parts = keys.map(({ field, direction, nullable }) => {
    const descending = (direction === 'DESC') !== reversed
    const nulls = nullable ? ` nulls ${reversed ? 'first' : 'last'}` : ''
    return `"${field}"${descending ? ' desc' : ''}${nulls}`
  })
  return raw(parts.join(', '))
}
