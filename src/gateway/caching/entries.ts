/**
 * The two tiers as one: an entry that may be served at this moment, or none. Freshness is checked where an entry is used
 * and in the tick in which it is used, whatever was found before.
 */

import type { Viewer } from '../../campus/viewer.ts'
import type { Invalidation } from '../invalidation/invalidation.ts'
import { operationTag, tagOf } from '../tags/tag.ts'
import { type Audience, audiencesOf, keyOf, type Question } from './question.ts'
import type { CacheEntry } from './store/entry.ts'
import type { MemoryStore } from './store/memoryStore.ts'
import type { RemoteStore } from './store/remoteStore.ts'

export interface Entries {
  /** From memory, at once */
  inMemory(question: Question, viewer: Viewer): CacheEntry | undefined
  /** From Redis, into memory; undefined at once while Redis is left alone */
  inRemote(question: Question, viewer: Viewer): Promise<CacheEntry | undefined> | undefined
  /** Whether one that was found before may still be served */
  isServable(entry: CacheEntry, question: Question): boolean
  /** Valid as far as is known, whether or not the lease holds: for when there is no other answer */
  lastKnown(question: Question, viewer: Viewer): CacheEntry | undefined
  keep(entry: CacheEntry): void
  keyOf(question: Question, audience: Audience): string
}

export interface EntriesOptions {
  invalidation: Invalidation
  memory: MemoryStore
  remote: RemoteStore
  /** Build, schema and tag map */
  world: string
}

interface Names {
  epoch: string
  operationTag: number
  /** By audience */
  keys: Map<string, string>
}

/** Of one question: an audience may be a single person. */
const mostKeys = 8

export function createEntries({ invalidation, memory, remote, world }: EntriesOptions): Entries {
  /** Up to where the fence was when the entry came into memory, for operations that it was not made for */
  const cameAt = new WeakMap<CacheEntry, number>()
  const names = new WeakMap<Question, Names>()

  /** What a question is called, worked out once: one that is recognised by its bytes comes again as the same object. */
  function namesOf(question: Question): Names {
    const known = names.get(question)
    if (known !== undefined && known.epoch === invalidation.epoch) return known
    const { kind, id } = operationTag(question.operationHash)
    const made = { epoch: invalidation.epoch, operationTag: tagOf(kind, id), keys: new Map<string, string>() }
    names.set(question, made)
    return made
  }

  function keyFor(question: Question, audience: Audience): string {
    const { keys, epoch } = namesOf(question)
    const known = keys.get(audience.name)
    if (known !== undefined) return known
    if (keys.size >= mostKeys) keys.clear()
    const key = keyOf(`${epoch} ${world}`, question, audience)
    keys.set(audience.name, key)
    return key
  }

  function isValid(entry: CacheEntry, question: Question): boolean {
    if (entry.expiresAt <= invalidation.now()) return false
    const { sequence } = invalidation
    if (entry.sequence !== sequence) {
      if (!invalidation.isFresh(entry.tags, entry.sequence)) return false
      entry.sequence = sequence
    }
    const { operationTag: tag } = namesOf(question)
    return entry.tags[1] === tag || invalidation.isFresh(Int32Array.of(tag), cameAt.get(entry) ?? 0)
  }

  function isFor(entry: CacheEntry, audience: Audience, viewer: Viewer): boolean {
    return !audience.isShared || viewer === null || !entry.owners.includes(viewer.id)
  }

  function admitRemote(entry: CacheEntry, question: Question): boolean {
    if (!invalidation.holds() || entry.expiresAt <= invalidation.now()) return false
    const { operationTag: tag } = namesOf(question)
    if (!invalidation.isFreshSince(entry.tags, entry.stamp)) return false
    if (entry.tags[1] !== tag && !invalidation.isFreshSince(Int32Array.of(tag), entry.stamp)) return false
    keep(entry)
    return true
  }

  function keep(entry: CacheEntry): void {
    if (entry.sequence < 0) entry.sequence = invalidation.sequence
    cameAt.set(entry, entry.sequence)
    memory.set(entry)
  }

  async function fromRemote(question: Question, viewer: Viewer): Promise<CacheEntry | undefined> {
    for (const audience of audiencesOf(question, viewer)) {
      const entry = await remote.get(keyFor(question, audience))
      if (entry === undefined) continue
      entry.sequence = -1
      if (admitRemote(entry, question) && isFor(entry, audience, viewer)) return entry
    }
    return undefined
  }

  function lastKnown(question: Question, viewer: Viewer): CacheEntry | undefined {
    for (const audience of audiencesOf(question, viewer)) {
      const key = keyFor(question, audience)
      const entry = memory.get(key)
      if (entry === undefined) continue
      if (!isValid(entry, question)) memory.delete(key)
      else if (isFor(entry, audience, viewer)) return entry
    }
    return undefined
  }

  return {
    inMemory: (question, viewer) => (invalidation.holds() ? lastKnown(question, viewer) : undefined),
    isServable: (entry, question) => invalidation.holds() && isValid(entry, question),
    lastKnown,
    inRemote: (question, viewer) => (remote.state === 'closed' ? fromRemote(question, viewer) : undefined),
    keep(entry) {
      keep(entry)
      remote.set(entry, entry.expiresAt - invalidation.now())
    },
    keyOf: keyFor,
  }
}
