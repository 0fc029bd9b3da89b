import { type Columns, columnsOf } from '../database/columns.ts'
import { column, raw, type Sql, sql } from '../database/sql.ts'
import type { Table } from '../database/table.ts'
import type { TagMap } from '../tags/tagMap.ts'
import { batched, type Loader, payer } from './batched.ts'
import { type RecordDependencies, recordTags } from './recordTags.ts'
import type { LoaderDefinition } from './scope.ts'

type Key = string | number

/**
 * The row with each key, null where there is none.
 *
 * @param field the unique field that holds the key, `id` when left out
 * @param columns what to select; the table's columns when left out
 */
export const byKey =
  (tags: TagMap) =>
  <Row extends object, Field extends keyof Row & string>(
    table: Table<Row>,
    field: Field,
    columns: Columns = columnsOf(table),
  ): LoaderDefinition<Loader<Row[Field] & Key, Row | null>> =>
    batched({
      identity: (key) => key,
      record: recordRows(tags, table, field),
      async fetch(asked, scope) {
        const rows = await scope.read<Row>(
          selectByKeys(
            table,
            field,
            columns.select(scope.needs, [field]),
            asked.map(({ key }) => key),
          ),
          payer(asked),
        )
        const byKey = new Map(rows.map((row) => [row[field], row]))
        return asked.map(({ key }) => byKey.get(key) ?? null)
      },
    })

/** A row by its id is a question of its own; by any other field it is found among all rows. */
function recordRows<Row>(tags: TagMap, { name }: Table<Row>, field: string): RecordDependencies<Key> {
  const { row, list } = tags.tagsOfTable(name)
  if (field === 'id' && row !== undefined) return recordTags<string, Key>(tags, [[row, Number]])
  return list === undefined ? (recorder) => recorder.untagged() : recordTags<string, Key>(tags, [list])
}

/** Every row whose field holds one of the keys: the keys are one parameter, however many. */
function selectByKeys<Row>(table: Table<Row>, field: keyof Row & string, columns: Sql, keys: Key[]): Sql {
  const { name, type } = { name: column(table, field), type: table.columns[field].type }
  return sql`select ${columns} from ${raw(table.name)} t where ${name} = any(${keys}::${raw(`${type}[]`)})`
}
