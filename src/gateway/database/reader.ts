/** Reads, as all stations know them: where and how a statement is sent stays behind this interface. */
import type { Life } from '../requestLife.ts'
import type { Sql } from './sql.ts'

/**
 * A statement's rows, under the names of its columns; see `rows.ts` for their values.
 * @param life of the request that needs it: at its end the read is given up, and rejects with its reason
 */
export type Read = <Row>(statement: Sql, life?: Life) => Promise<Row[]>

export interface Reader {
  read: Read
  close(): Promise<void>
}
