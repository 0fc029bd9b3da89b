/**
 * Tag versions: for each slot of tags, the local sequence number and the transaction of its last purge. Tags that share
 * a slot purge each other. So the tag versions may refuse a fresh answer, but never pass a stale one.
 */
interface Purge {
  /** Exact up to 2^53, which a server reaches after 285 years of a million writes a second */
  xid: number
  tags: readonly number[]
}

export interface TagVersions {
  readonly sequence: number
  apply(purges: readonly Purge[]): void
  /** From now on no earlier entry in memory counts as fresh. Transactions are forgotten: the whole log follows. */
  reset(): void
  isFresh(tags: Int32Array, sequence: number): boolean
  /** Whether no transaction from `xid` on purged one of the tags. */
  isFreshSince(tags: Int32Array, xid: number): boolean
}

export const slotBits = 18

/** The high bits, because consecutive ids are spread over them. */
const slotOf = (tag: number): number => tag >>> (32 - slotBits)

export function createTagVersions(): TagVersions {
  const sequences = new Float64Array(2 ** slotBits)
  const xids = new Float64Array(2 ** slotBits).fill(-1)
  let sequence = 0
  return {
    get sequence() {
      return sequence
    },
    apply(purges) {
      if (purges.every(({ tags }) => tags.length === 0)) return
      sequence++
      for (const { xid, tags } of purges) {
        for (const tag of tags) {
          const slot = slotOf(tag)
          sequences[slot] = sequence
          if ((xids[slot] ?? 0) < xid) xids[slot] = xid
        }
      }
    },
    reset() {
      sequence++
      sequences.fill(sequence)
      xids.fill(-1)
    },
    isFresh(tags, since) {
      for (let i = 0; i < tags.length; i++) {
        if ((sequences[slotOf(tags[i] ?? 0)] ?? 0) > since) return false
      }
      return true
    },
    isFreshSince(tags, xid) {
      for (let i = 0; i < tags.length; i++) {
        if ((xids[slotOf(tags[i] ?? 0)] ?? 0) >= xid) return false
      }
      return true
    },
  }
}
