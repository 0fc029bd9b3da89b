/** The clients of a running gateway: lanes for reads, an ordinary pool for writes. */
import { createReadLanes } from './readLanes.ts'
import type { Read } from './sql.ts'
import { createWriter, type Transact } from './writer.ts'

export interface DatabaseClients {
  read: Read
  transact: Transact
  close(): Promise<void>
}

/** Two statements at a time keep a database of two cores busy; the third lane is for when one of them is slow. */
const lanes = 3
const writeConnections = 10

export function createDatabaseClients(connectionString: string, statementTimeoutMs: number): DatabaseClients {
  const reads = createReadLanes({ connectionString, lanes, statementTimeoutMs })
  const writes = createWriter({ connectionString, connections: writeConnections, statementTimeoutMs })
  return {
    read: reads.read,
    transact: writes.transact,
    close: async () => {
      await Promise.all([reads.close(), writes.close()])
    },
  }
}
