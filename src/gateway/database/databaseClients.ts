/** The clients of a running gateway: lanes for reads, an ordinary pool for writes. */

import { createReadLanes } from './lanes/readLanes.ts'
import type { Read } from './reader.ts'
import { createWriter, type Transact, type WriterOptions } from './writer.ts'

export interface DatabaseClients<Transaction> {
  read: Read
  transact: Transact<Transaction>
  close(): Promise<void>
}

/** Two statements at a time keep a database of two cores busy; the third lane is for when one of them is slow. */
const lanes = 3
const writeConnections = 10

export type ClientsOptions<Transaction> = Omit<WriterOptions<Transaction>, 'connections'>

export function createDatabaseClients<Transaction>(options: ClientsOptions<Transaction>): DatabaseClients<Transaction> {
  const { connectionString, statementTimeoutMs } = options
  const reads = createReadLanes({ connectionString, lanes, statementTimeoutMs })
  const writes = createWriter({ ...options, connections: writeConnections })
  return {
    read: reads.read,
    transact: writes.transact,
    close: async () => {
      await Promise.all([reads.close(), writes.close()])
    },
  }
}
