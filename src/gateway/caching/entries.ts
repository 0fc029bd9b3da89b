/**
 * The two tiers as one: an entry that may be served at this moment, or none. The freshness of an entry is checked in
 * the tick in which it is used, whatever was found before.
 */

import type { Invalidation } from '../invalidation/invalidation.ts'
import { operationTag, tagOf } from '../tags/tag.ts'
import type { Viewer } from '../types.ts'
import { type Audience, audiencesOf, keyOf as hashedKey, type Question } from './question.ts'
import type { CacheEntry } from './store/entry.ts'
import type { MemoryStore } from './store/memoryStore.ts'
import type { RemoteStore } from './store/remoteStore.ts'

export interface EntriesOptions {
  invalidation: Invalidation
  memory: MemoryStore
  remote: RemoteStore
  /** Build, schema and tag map */
  namespace: string
}

interface Names {
  epoch: string
  operationTag: number
  /** By audience */
  keys: Map<string, string>
}

/** Per question, because an audience may be a single person. */
const maxKeys = 8

export class Entries {
  readonly #invalidation: Invalidation
  readonly #memory: MemoryStore
  readonly #remote: RemoteStore
  readonly #namespace: string
  /** The version of the tags when the entry came into memory, for operations that it was not made for */
  readonly #cameAt = new WeakMap<CacheEntry, number>()
  readonly #names = new WeakMap<Question, Names>()

  constructor({ invalidation, memory, remote, namespace }: EntriesOptions) {
    this.#invalidation = invalidation
    this.#memory = memory
    this.#remote = remote
    this.#namespace = namespace
  }

  /** From memory, at once */
  inMemory(question: Question, viewer: Viewer): CacheEntry | undefined {
    return this.#invalidation.holds() ? this.lastKnown(question, viewer) : undefined
  }

  /** From Redis, into memory; undefined at once while Redis is left alone */
  inRemote(question: Question, viewer: Viewer): Promise<CacheEntry | undefined> | undefined {
    return this.#remote.state === 'closed' ? this.#fromRemote(question, viewer) : undefined
  }

  /** Whether an entry that was found before may still be served */
  isServable(entry: CacheEntry, question: Question): boolean {
    return this.#invalidation.holds() && this.#isValid(entry, question)
  }

  keep(entry: CacheEntry): void {
    this.#keepInMemory(entry)
    this.#remote.set(entry, entry.expiresAt - this.#invalidation.now())
  }

  /** The names of a question, worked out once. A question recognized by its bytes comes again as the same object. */
  #namesOf(question: Question): Names {
    const known = this.#names.get(question)
    if (known !== undefined && known.epoch === this.#invalidation.epoch) return known
    const { kind, id } = operationTag(question.operationHash)
    const made = { epoch: this.#invalidation.epoch, operationTag: tagOf(kind, id), keys: new Map<string, string>() }
    this.#names.set(question, made)
    return made
  }

  keyOf(question: Question, audience: Audience): string {
    const { keys, epoch } = this.#namesOf(question)
    const known = keys.get(audience.name)
    if (known !== undefined) return known
    if (keys.size >= maxKeys) keys.clear()
    const key = hashedKey(`${epoch} ${this.#namespace}`, question, audience)
    keys.set(audience.name, key)
    return key
  }

  #isValid(entry: CacheEntry, question: Question): boolean {
    if (entry.expiresAt <= this.#invalidation.now()) return false
    const { sequence } = this.#invalidation
    if (entry.sequence !== sequence) {
      if (!this.#invalidation.isFresh(entry.tags, entry.sequence)) return false
      entry.sequence = sequence
    }
    const { operationTag: tag } = this.#namesOf(question)
    return entry.tags[1] === tag || this.#invalidation.isFresh(Int32Array.of(tag), this.#cameAt.get(entry) ?? 0)
  }

  #isFor(entry: CacheEntry, audience: Audience, viewer: Viewer): boolean {
    return !audience.isShared || viewer === null || !entry.owners.includes(viewer.id)
  }

  #admitRemote(entry: CacheEntry, question: Question): boolean {
    if (!this.#invalidation.holds() || entry.expiresAt <= this.#invalidation.now()) return false
    const { operationTag: tag } = this.#namesOf(question)
    if (!this.#invalidation.isFreshSince(entry.tags, entry.stamp)) return false
    if (entry.tags[1] !== tag && !this.#invalidation.isFreshSince(Int32Array.of(tag), entry.stamp)) return false
    this.#keepInMemory(entry)
    return true
  }

  #keepInMemory(entry: CacheEntry): void {
    if (entry.sequence < 0) entry.sequence = this.#invalidation.sequence
    this.#cameAt.set(entry, entry.sequence)
    this.#memory.set(entry)
  }

  async #fromRemote(question: Question, viewer: Viewer): Promise<CacheEntry | undefined> {
    for (const audience of audiencesOf(question, viewer)) {
      const entry = await this.#remote.get(this.keyOf(question, audience))
      if (entry === undefined) continue
      entry.sequence = -1
      if (this.#admitRemote(entry, question) && this.#isFor(entry, audience, viewer)) return entry
    }
    return undefined
  }

  /** Valid as far as is known, whether or not the lease holds: used if nothing else can answer */
  lastKnown(question: Question, viewer: Viewer): CacheEntry | undefined {
    for (const audience of audiencesOf(question, viewer)) {
      const key = this.keyOf(question, audience)
      const entry = this.#memory.get(key)
      if (entry === undefined) continue
      if (!this.#isValid(entry, question)) this.#memory.delete(key)
      else if (this.#isFor(entry, audience, viewer)) return entry
    }
    return undefined
  }
}
