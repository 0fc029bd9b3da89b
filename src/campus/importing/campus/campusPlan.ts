/** What a file changes of the rows that are there: what it does not speak of stays. */
import { isDeepStrictEqual } from 'node:util'

export interface Plan<Row> {
  added: Omit<Row, 'id'>[]
  changed: Row[]
  unchanged: number
}

/** `existing`: the row that an entry speaks of, undefined for a new one. `complete` fills in where the file is silent. */
export function planRows<Row extends { id: number }, Entry extends Partial<Row>>(
  pairs: { entry: Entry; existing: Row | undefined }[],
  complete: (entry: Entry) => Omit<Row, 'id'>,
): Plan<Row> {
  const plan: Plan<Row> = { added: [], changed: [], unchanged: 0 }
  for (const { entry, existing } of pairs) {
    if (existing === undefined) plan.added.push(complete(entry))
    else if (isDeepStrictEqual({ ...existing, ...entry }, existing)) plan.unchanged += 1
    else plan.changed.push({ ...existing, ...entry })
  }
  return plan
}
