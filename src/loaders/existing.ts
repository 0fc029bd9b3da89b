import type { Loader } from './batched.ts'

/** The row behind a foreign key that is never null: the database promises that it is there. */
export async function existing<Key, Row>(loader: Loader<Key, Row | null>, key: Key): Promise<Row> {
  const row = await loader.load(key)
  // Reads of one request are several statements: it may have been deleted between two of them.
  if (row === null) throw new Error(`The row ${String(key)} was deleted while it was being read.`)
  return row
}
