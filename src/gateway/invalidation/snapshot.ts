/**
 * A `pg_snapshot`: which transactions had ended at a moment. What has ended is seen by every later snapshot, so the news
 * since one are what began after it or was running in it. Serial numbers would not do: they are not in the order of commits.
 */
export interface Snapshot {
  /** As PostgreSQL writes it: `xmin:xmax:xip,xip…` */
  text: string
  /** All transactions before this one had ended */
  xmin: bigint
  /** All transactions from this one on had not */
  xmax: bigint
  /** Those between that had not, as an array literal */
  running: string
}

export function parseSnapshot(text: string): Snapshot {
  const [xmin, xmax, running] = text.split(':')
  if (xmin === undefined || xmax === undefined || running === undefined) throw new Error(`${text} is no snapshot.`)
  return { text, xmin: BigInt(xmin), xmax: BigInt(xmax), running: `{${running}}` }
}
