/** Keeps the log and the list of instances short: rows of an hour, and instances alive in the last minute. */
import type { Instances } from './instances.ts'
import type { Write } from './invalidation.ts'

export const trimEveryMs = 60_000
const maxRows = 5000

/** Any number of gateways may trim at once: all but one find the lock taken and nothing to do. */
export async function trim(write: Write, instances: Instances): Promise<void> {
  for (let removed = maxRows; removed >= maxRows; ) {
    const [row] = await write<{ removed: number }>('select cache.trim(most => $1) as removed', [maxRows])
    removed = row?.removed ?? 0
  }
  await instances.reap()
}
