import { join, raw, type Sql, sql } from '../database/sql.ts'
import type { TagName } from '../tags/tagMap.ts'
import { batched, type Loader, payer } from './batched.ts'
import { recordTags, type TagOf } from './recorder.ts'
import type { LoaderDefinition } from './scope.ts'

type Scalar = string | number | boolean | null

/**
 * One computed value for each key, where a key has any number of parts: `freeUntil` by room and moment, a summary by
 * building. All keys of a batch are one statement, with one array parameter for each part.
 *
 * @param parts the SQL type of each part of the key
 * @param tags of all that the value of a key depends on
 * @param value an expression over `k.<part>`, evaluated once for each key
 */
export function valueByKey<Key extends { [part: string]: Scalar }, Value>(
  parts: { [Part in keyof Key]: string },
  tags: readonly (TagName | TagOf<Key>)[],
  value: Sql,
): LoaderDefinition<Loader<Key, Value>> {
  const names: (keyof Key & string)[] = Object.keys(parts)
  const asTable = raw(`k(${[...names, 'ord'].map((name) => `"${name}"`).join(', ')})`)
  return batched({
    record: recordTags<Key>(tags),
    identity: (key) => JSON.stringify(names.map((name) => key[name])),
    async fetch(asked, scope) {
      const arrays = names.map((name) => sql`${asked.map(({ key }) => key[name])}::${raw(`${parts[name]}[]`)}`)
      const pairs = await scope.read<[number, Value][]>(
        sql`select json_agg(json_build_array(k.ord, ${value})) from unnest(${join(arrays)}) with ordinality as ${asTable}`,
        payer(asked),
      )
      const byOrder = new Map(pairs)
      return asked.map((_, index) => {
        const value = byOrder.get(index + 1)
        return value === undefined ? new Error('The database left out a key.') : value
      })
    },
  })
}
