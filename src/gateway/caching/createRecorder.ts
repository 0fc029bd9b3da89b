/**
 * What one execution met: the tags that its answer depends on, the owners of the things that it showed or hid, and the
 * part of the viewer that rules looked at. These decide whether the answer may be kept, and for which viewers.
 */

import type { RecordedTags } from '../tags/entryTags.ts'
import type { Recorder, ViewerScope } from '../types.ts'

export interface ExecutionRecorder extends Recorder {
  /** Called for each rule that was applied, with the owner of the row */
  access(looksAt: ViewerScope, owner: number | null): void
  readonly tags: RecordedTags
  readonly owners: ReadonlySet<number>
  /** The most that rules looked at */
  readonly lookedAt: ViewerScope
  readonly isUntagged: boolean
  /** Whether time alone may change it */
  readonly dependsOnNow: boolean
}

const order: readonly ViewerScope[] = ['nobody', 'role', 'person']

/** @param timedKinds kinds of the tags for rows that time alone may change */
export function createRecorder(timedKinds: readonly number[] = []): ExecutionRecorder {
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
    access(looksAt, owner) {
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
      return timedKinds.some((kind) => tags.has(kind))
    },
  }
}

export const isWithin = (lookedAt: ViewerScope, bound: ViewerScope): boolean =>
  order.indexOf(lookedAt) <= order.indexOf(bound)
