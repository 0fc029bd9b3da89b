/**
 * The other gateways as this one sees them: which have applied what, and which are silent. An instance is dead if its
 * beat did not change for the length of its lease by our own clock. By its own clock it has then stopped serving, and
 * it must renew and catch up before it serves again. Dead instances are remembered, so that only the first settle waits
 * for them.
 */
import type { Write } from './invalidation.ts'
import { leaseMs } from './lease.ts'

export interface Instances {
  /** How many are alive and have not yet applied the transaction, except those that are known to have applied it. */
  countBehind(xid: string, known: readonly string[]): Promise<number>
  /** Removes instances that have been dead for a minute. */
  reap(): Promise<void>
}

/** For clocks that do not run at quite the same pace, and for bytes on their way. */
const graceMs = 50
const reapAfterMs = 60_000

interface InstanceRow {
  id: string
  beat: string
  sees: boolean
}

export function createInstances(write: Write, clock: () => number): Instances {
  let beats = new Map<string, { beat: string; since: number }>()

  async function look(xid: string): Promise<InstanceRow[]> {
    const rows = await write<InstanceRow>(
      `select id::text, beat::text, coalesce(pg_visible_in_snapshot($1::xid8, seen), false) as sees from cache.instance`,
      [xid],
    )
    // Only instances with a row are remembered. The time is taken after the answer, so no beat in it is younger than
    // that.
    const now = clock()
    beats = new Map(
      rows.map(({ id, beat }) => {
        const known = beats.get(id)
        return [id, known?.beat === beat ? known : { beat, since: now }]
      }),
    )
    return rows
  }

  const silentFor = (id: string): number => clock() - (beats.get(id)?.since ?? clock())

  return {
    async countBehind(xid, known) {
      const rows = await look(xid)
      return rows.filter(({ id, sees }) => !sees && !known.includes(id) && silentFor(id) < leaseMs + graceMs).length
    },
    async reap() {
      await look('0')
      for (const [id, { beat }] of beats) {
        if (silentFor(id) < reapAfterMs) continue
        await write('delete from cache.instance where id = $1 and beat = $2', [id, beat])
      }
    },
  }
}
