/**
 * The two tiers as one: an entry that may be served at this moment, or none. Freshness is checked where an entry is used
 * and in the tick in which it is used, whatever was found before.
 */
import { operationTag, tagOf } from '../tags/tag.ts'
import type { Viewer } from '../viewer.ts'
import type { Invalidation } from './invalidation/invalidation.ts'
import { type Audience, audiencesOf, keyOf, type Question } from './question.ts'
import type { CacheEntry } from './store/entry.ts'
import type { MemoryStore } from './store/memoryStore.ts'
import type { RemoteStore } from './store/remoteStore.ts'

export interface Entries {
  /** From memory, at once */
  inMemory(question: Question, viewer: Viewer): CacheEntry | undefined
  /** From Redis, into memory; undefined at once while Redis is left alone */
  inRemote(question: Question, viewer: Viewer): Promise<CacheEntry | undefined> | undefined
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

export function createEntries({ invalidation, memory, remote, world }: EntriesOptions): Entries {
  /** Up to where the fence was when the entry came into memory, for operations that it was not made for */
  const cameAt = new WeakMap<CacheEntry, number>()
  const keyFor = (question: Question, audience: Audience) => keyOf(`${invalidation.epoch} ${world}`, question, audience)

  function isValid(entry: CacheEntry, { operationHash }: Question): boolean {
    if (entry.expiresAt <= invalidation.now()) return false
    const { sequence } = invalidation
    if (entry.sequence !== sequence) {
      if (!invalidation.isFresh(entry.tags, entry.sequence)) return false
      entry.sequence = sequence
    }
    const own = operationTag(operationHash)
    const tag = tagOf(own.kind, own.id)
    return entry.tags[1] === tag || invalidation.isFresh(Int32Array.of(tag), cameAt.get(entry) ?? 0)
  }

  function isFor(entry: CacheEntry, audience: Audience, viewer: Viewer): boolean {
    return !audience.isShared || viewer === null || !entry.owners.includes(viewer.id)
  }

  function admitRemote(entry: CacheEntry, question: Question): boolean {
    if (!invalidation.holds() || entry.expiresAt <= invalidation.now()) return false
    const own = operationTag(question.operationHash)
    const tags = Int32Array.of(tagOf(own.kind, own.id), ...entry.tags)
    if (!invalidation.isFreshSince(tags, entry.stamp)) return false
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

  return {
    inMemory(question, viewer) {
      if (!invalidation.holds()) return undefined
      for (const audience of audiencesOf(question, viewer)) {
        const key = keyFor(question, audience)
        const entry = memory.get(key)
        if (entry === undefined) continue
        if (!isValid(entry, question)) memory.delete(key)
        else if (isFor(entry, audience, viewer)) return entry
      }
      return undefined
    },
    inRemote: (question, viewer) => (remote.state === 'off' ? undefined : fromRemote(question, viewer)),
    keep(entry) {
      keep(entry)
      remote.set(entry, entry.expiresAt - invalidation.now())
    },
    keyOf: keyFor,
  }
}
