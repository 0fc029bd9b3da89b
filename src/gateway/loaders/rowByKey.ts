import { join, raw, type Sql, sql } from '../database/sql.ts'
import type { TagMap } from '../tags/tagMap.ts'
import { batched, type Loader, payer } from './batched.ts'
import { recordTags, type TagOf } from './recordTags.ts'
import type { LoaderDefinition } from './scope.ts'

export type Scalar = string | number | boolean | null

/**
 * One computed row for each key, where a key has any number of parts. All keys of a batch are one
 * statement, with one array parameter for each part.
 *
 * @param parts the SQL type of each part of the key
 * @param tags of all that the row of a key depends on
 * @param row a `select` over `k.<part>` that answers one row for each key
 */
export const rowByKey =
  <Tag extends string>(map: TagMap<Tag>) =>
  <Key extends { [part: string]: Scalar }, Row extends object>(
    parts: { [Part in keyof Key]: string },
    tags: readonly (Tag | TagOf<Tag, Key>)[],
    row: Sql,
  ): LoaderDefinition<Loader<Key, Row>> => {
    const names: (keyof Key & string)[] = Object.keys(parts)
    const asTable = raw(`k(${[...names, 'ord'].map((name) => `"${name}"`).join(', ')})`)
    return batched({
      record: recordTags<Tag, Key>(map, tags),
      identity: (key) => identityOf(names.map((name) => key[name] ?? null)),
      async fetch(asked, scope) {
        const arrays = names.map((name) => sql`${asked.map(({ key }) => key[name])}::${raw(`${parts[name]}[]`)}`)
        const rows = await scope.read<Row & { $key: number }>(
          sql`select k.ord as "$key", v.* from unnest(${join(arrays)}) with ordinality as ${asTable} cross join lateral (${row}) v`,
          payer(asked),
        )
        const byOrder = new Map(rows.map((row) => [row.$key, row]))
        return asked.map((_, index) => byOrder.get(index + 1) ?? new Error('The database left out a key.'))
      },
    })
  }

/** A number is its own identity, because most keys are an id and nothing more. */
function identityOf(values: Scalar[]): string | number {
  const [only] = values
  return values.length === 1 && typeof only === 'number' ? only : JSON.stringify(values)
}
