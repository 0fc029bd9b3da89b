/**
 * A `pg_snapshot`: which transactions had ended at a moment. Every later snapshot sees a transaction that has ended. So
 * the log batch since a snapshot consists of transactions that began after it or were running in it. Serial numbers
 * would not do, because they are not in the order of commits.
 */
export interface Snapshot {
  /** As PostgreSQL writes it: `xmin:xmax:xip,xip…` */
  text: string
  /** All transactions before this one had ended */
  xmin: bigint
  /** All transactions from this one on had not ended */
  xmax: bigint
  /** Transactions in between that had not ended, as an array literal */
  running: string
}

export function parseSnapshot(text: string): Snapshot {
  const [xmin, xmax, running] = text.split(':')
  if (xmin === undefined || xmax === undefined || running === undefined) throw new Error(`${text} is no snapshot.`)
  return { text, xmin: BigInt(xmin), xmax: BigInt(xmax), running: `{${running}}` }
}
