/**
 * What one execution met: the tags that its answer depends on, whose things it showed or hid, and what of the viewer was
 * looked at. From that it is known whether the answer may be kept, and for whom.
 */

import { kinds } from '../../campus/cacheTags.ts'
import type { Recorder } from '../loaders/recorder.ts'
import type { RecordedTags } from '../tags/entryTags.ts'
import { kindOf } from '../tags/tag.ts'

export type LooksAt = 'nobody' | 'role' | 'person'

export interface ExecutionRecorder extends Recorder {
  /** Told of each rule that was met, and whose thing the row was */
  met(looksAt: LooksAt, owner: number | null): void
  readonly tags: RecordedTags
  readonly owners: ReadonlySet<number>
  /** The most that was looked at */
  readonly lookedAt: LooksAt
  readonly isUntagged: boolean
  /** Whether time alone may change it: pending bookings lapse */
  readonly dependsOnNow: boolean
}

const order: readonly LooksAt[] = ['nobody', 'role', 'person']
const bookingKinds = kinds.filter(({ type }) => type === 'Booking').map(({ name }) => kindOf(name))

export function createRecorder(): ExecutionRecorder {
  const tags = new Map<number, Set<number>>()
  const owners = new Set<number>()
  let lookedAt = 0
  let isUntagged = false
  const look = (at: number) => {
    if (at > lookedAt) lookedAt = at
  }
  return {
    tag(kind, id) {
      const ids = tags.get(kind)
      if (ids === undefined) tags.set(kind, new Set([id]))
      else ids.add(id)
    },
    viewer: () => look(2),
    untagged() {
      isUntagged = true
    },
    met(looksAt, owner) {
      look(order.indexOf(looksAt))
      if (owner !== null) owners.add(owner)
    },
    tags,
    owners,
    get lookedAt() {
      return order[lookedAt] ?? 'person'
    },
    get isUntagged() {
      return isUntagged
    },
    get dependsOnNow() {
      return bookingKinds.some((kind) => tags.has(kind))
    },
  }
}

export const isWithin = (lookedAt: LooksAt, bound: LooksAt): boolean => order.indexOf(lookedAt) <= order.indexOf(bound)
