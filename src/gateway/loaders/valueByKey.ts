import { type Sql, sql } from '../database/sql.ts'
import type { TagMap } from '../tags/tagMap.ts'
import type { Loader } from './batched.ts'
import type { TagOf } from './recordTags.ts'
import { rowByKey, type Scalar } from './rowByKey.ts'
import type { LoaderDefinition } from './scope.ts'

/**
 * One computed value for each key. As `rowByKey`, for a row of one column.
 *
 * @param value an expression over `k.<part>`, evaluated once for each key
 */
export const valueByKey =
  <Tag extends string>(map: TagMap<Tag>) =>
  <Key extends { [part: string]: Scalar }, Value>(
    parts: { [Part in keyof Key]: string },
    tags: readonly (Tag | TagOf<Tag, Key>)[],
    value: Sql,
  ): LoaderDefinition<Loader<Key, Value>> => {
    const define = rowByKey(map)<Key, { value: Value }>(parts, tags, sql`select ${value} as value`)
    return (scope) => {
      const rows = define(scope)
      return (meter) => {
        const loader = rows(meter)
        return { load: (key) => loader.load(key).map((row) => row.value) }
      }
    }
  }
