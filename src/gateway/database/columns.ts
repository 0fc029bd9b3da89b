/**
 * The columns of a table that a statement selects: those that the operation can use, or all. Each set of columns is a
 * text and a plan of its own, so their number is bounded. Beyond the bound all columns are selected.
 */
import { join, raw, type Sql, sql } from './sql.ts'
import type { Table } from './table.ts'

/** What an operation can use of what it reads. */
export interface ColumnNeeds {
  /** Used fields of the rows of a model; undefined stands for every column */
  of(model: string): ReadonlySet<string> | undefined
  /** Whether it names this field of this type anywhere */
  names(type: string, field: string): boolean
}

export interface Columns {
  /** @param also fields that the statement itself uses, such as those that it orders by */
  select(needs: ColumnNeeds | undefined, also?: readonly string[]): Sql
}

const maxSets = 20

/**
 * Columns under the names of their fields, of the table that the statement calls `t`.
 *
 * @param instead what to select for a field in place of its column
 */
export function columnsOf<Row>(
  table: Table<Row>,
  instead: { readonly [Field in keyof Row & string]?: Sql } = {},
): Columns {
  const sets = new Map<string, Sql>()
  const fields = Object.keys(table.columns) as (keyof Row & string)[] // the table's own keys
  const selected = new Map<string, Sql>(
    fields.map((field) => [
      field,
      sql`${instead[field] ?? raw(`t.${table.columns[field].name}`)} as ${raw(`"${field}"`)}`,
    ]),
  )
  const all = constant(join([...selected.values()]))
  return {
    select(needs, also = []) {
      const needed = needs?.of(table.model)
      if (needed === undefined) return all
      const chosen = fields.filter((field) => field === 'id' || needed.has(field) || also.includes(field))
      const name = chosen.join()
      const known = sets.get(name)
      if (known !== undefined || sets.size >= maxSets) return known ?? all
      const made = constant(join(chosen.flatMap((field) => selected.get(field) ?? [])))
      sets.set(name, made)
      return made
    },
  }
}

/** The same columns, and computed values besides them. */
export const columnsAnd = (columns: Columns, beside: Sql): Columns => ({
  select: (needs, also) => sql`${columns.select(needs, also)}, ${beside}`,
})

/** Columns with a fixed text, such as those of a function. */
export const fixedColumns = (text: string): Columns => {
  const columns = raw(text)
  return { select: () => columns }
}

/** A fragment without values becomes one piece of text, so that its statement is found again sooner. */
const constant = (fragment: Sql): Sql => (fragment.values.length === 0 ? raw(fragment.text) : fragment)
