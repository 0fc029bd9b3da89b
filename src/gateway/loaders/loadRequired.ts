import type { Loader } from './batched.ts'
import type { Pending } from './pending.ts'

/**
 * The row behind a foreign key that is never null: the database promises that it is there. But reads of one request are
 * several statements. If the row was deleted between two of them, the field's own type says that it may not be null.
 */
export const loadRequired = <Key, Row>(loader: Loader<Key, Row | null>, key: Key): Pending<Row> =>
  loader.load(key) as Pending<Row> // see above
