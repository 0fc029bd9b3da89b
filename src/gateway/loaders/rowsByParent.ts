import { columnsOf } from '../database/columns.ts'
import { column, every, raw, type Sql, sql } from '../database/sql.ts'
import type { Table } from '../database/table.ts'
import type { TagMap } from '../tags/tagMap.ts'
import { batched, type Loader, payer } from './batched.ts'
import { recordTags } from './recordTags.ts'
import type { LoaderDefinition } from './scope.ts'

/**
 * All children of each parent, for lists that are short by nature (the groups of a class, the breaks of a term). A list
 * that can grow must be a connection.
 *
 * @param tag of the question which children a parent has
 */
export const rowsByParent =
  <Tag extends string>(map: TagMap<Tag>) =>
  <Row extends object>(
    table: Table<Row>,
    tag: Tag,
    { parentField, orderBy }: { parentField: keyof Row & string; orderBy: (keyof Row & string)[] },
  ): LoaderDefinition<Loader<number, Row[]>> => {
    const parent = column(table, parentField)
    const columns = columnsOf(table)
    const order = raw(orderBy.map((field) => `t.${table.columns[field].name}`).join(', '))
    const statement = (parents: number[]): Sql => sql`
    select ${columns.select(undefined)} from ${raw(table.name)} t
    where ${every([sql`${parent} = any(${parents}::int4[])`])} order by ${order}`
    return batched({
      identity: (key) => key,
      record: recordTags<Tag, number>(map, [[tag, Number]]),
      async fetch(asked, scope) {
        const rows = await scope.read<Row>(statement(asked.map(({ key }) => key)), payer(asked))
        const byParent = Map.groupBy(rows, (row) => row[parentField])
        return asked.map(({ key }) => byParent.get(key as Row[keyof Row & string]) ?? [])
      },
    })
  }
