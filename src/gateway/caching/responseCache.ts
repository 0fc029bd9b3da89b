/**
 * The response cache: an answer from memory, from Redis, from an execution under way, or from an execution of its own.
 * A new answer is kept if it is certain to have been right at its end. The parts decide which answers may be kept, and
 * for which viewers; this file decides their order.
 */

import type { Invalidation } from '../invalidation/invalidation.ts'
import type { CacheObserver } from '../observing/observers.ts'
import type { Life, SharedLife } from '../requestLife.ts'
import type { TagMap } from '../tags/tagMap.ts'
import type { Viewer } from '../types.ts'
import { createRecorder, type ExecutionRecorder } from './createRecorder.ts'
import type { Entries } from './entries.ts'
import { createFlights, type Landing } from './flights.ts'
import { type Executed, makeEntry } from './makeEntry.ts'
import { audiencesOf, type Question } from './question.ts'
import type { CacheEntry } from './store/entry.ts'

/** The result of an execution; the caller's own part of it is passed through. */
export interface Execution<Answer> extends Executed {
  answer: Answer
  /** The database could not be reached, and nothing was answered. */
  isUnavailable: boolean
}

type Execute<Answer> = (recorder: ExecutionRecorder | undefined) => Promise<Execution<Answer>>

/** How an answer is made if none is kept, or if PostgreSQL fails. */
interface Making<Answer> {
  execute: Execute<Answer>
  /** Whether a public answer that was valid before PostgreSQL failed is better than its error */
  allowStale: boolean
  /** Of the request */
  life?: Life
  /** Of the execution, which other requests may join */
  work?: SharedLife
}

type Outcome<Answer> =
  | { from: 'cache'; entry: CacheEntry; isStale: boolean }
  | {
      from: 'execution'
      answer: Answer
      /** The entry that other requests may have, too */
      entry: CacheEntry | undefined
      /** Whether there was none, or none was looked for */
      forward: 'miss' | 'bypass'
      /** Why none is kept, if there is a reason */
      detail: string | undefined
    }

export interface ResponseCacheOptions {
  invalidation: Invalidation
  entries: Entries
  observer: CacheObserver
  tags: TagMap
  /** Types for which time alone may change an answer */
  timedTypes?: readonly string[]
  clock?(): number
  random?(): number
}

/** The part of its lifetime after which an entry is made anew while it is still served */
const refreshAfter = 0.8
/** At once, besides the executions that requests wait for */
const maxRefreshes = 8
/** How long after the lease a public answer that was valid then is better than none */
const staleIfErrorMs = 60_000

export class ResponseCache<Answer> {
  readonly #invalidation: Invalidation
  readonly #entries: Entries
  readonly #observer: CacheObserver
  readonly #tags: TagMap
  readonly #timedKinds: readonly number[]
  readonly #clock: () => number
  readonly #random: () => number
  readonly #flights = createFlights()
  #heldAt = Number.NEGATIVE_INFINITY

  constructor(options: ResponseCacheOptions) {
    const { clock = () => performance.now(), random = Math.random, timedTypes = [] } = options
    this.#invalidation = options.invalidation
    this.#entries = options.entries
    this.#observer = options.observer
    this.#tags = options.tags
    this.#timedKinds = timedTypes.flatMap((type) => options.tags.kindsOfType(type))
    this.#clock = clock
    this.#random = random
  }

  #holds(): boolean {
    const isHeld = this.#invalidation.holds()
    if (isHeld) this.#heldAt = this.#clock()
    return isHeld
  }

  /** From memory at once, if the entry only has to be sent */
  peek(question: Question, viewer: Viewer): CacheEntry | undefined {
    if (!this.#holds()) return undefined
    const entry = this.#entries.inMemory(question, viewer)
    if (entry === undefined || this.#isDue(entry, question)) return undefined
    this.#observer.hit('memory', question.operationName, savedBy(entry))
    return entry
  }

  /** From Redis; undefined at once where Redis is not asked, or where memory has the entry and it is due */
  fetch(question: Question, viewer: Viewer): Promise<CacheEntry | undefined> | undefined {
    if (!this.#invalidation.holds() || this.#entries.inMemory(question, viewer) !== undefined) return undefined
    return this.#entries.inRemote(question, viewer)?.then((entry) => {
      if (entry !== undefined) this.#observer.hit('redis', question.operationName, savedBy(entry))
      return entry
    })
  }

  async answer(question: Question, viewer: Viewer, making: Making<Answer>): Promise<Outcome<Answer>> {
    if (!this.#holds()) return this.#bypass(question, viewer, making)
    const kept = this.#entries.inMemory(question, viewer)
    if (kept !== undefined) {
      if (this.#isDue(kept, question)) this.#refresh(question, viewer, making)
      return this.#hit(question, 'memory', kept)
    }
    const remote = await this.#entries.inRemote(question, viewer)
    if (remote !== undefined) return this.#hit(question, 'redis', remote)
    // The flight of another request may have landed meanwhile.
    const landed = this.#entries.inMemory(question, viewer)
    if (landed !== undefined) return this.#hit(question, 'memory', landed)
    return this.#fly(question, viewer, making)
  }

  async #bypass(question: Question, viewer: Viewer, making: Making<Answer>): Promise<Outcome<Answer>> {
    const reason = this.#invalidation.trouble ?? 'lease'
    this.#observer.bypass(question.operationName, reason)
    const { answer, isUnavailable } = await making.execute(undefined)
    const stale = isUnavailable && making.allowStale ? this.#staleEntry(question, viewer) : undefined
    if (stale === undefined) return { from: 'execution', answer, entry: undefined, forward: 'bypass', detail: reason }
    this.#observer.stale(question.operationName)
    return { from: 'cache', entry: stale, isStale: true }
  }

  async #fly(question: Question, viewer: Viewer, making: Making<Answer>): Promise<Outcome<Answer>> {
    let own: Execution<Answer> | undefined
    const passenger = { arrivedAt: this.#invalidation.sequence, life: making.life, work: making.work }
    const landing = await this.#flights.share(this.#flightKey(question, viewer), passenger, async () => {
      this.#observer.miss(question.operationName)
      const recorder = createRecorder(this.#timedKinds)
      own = await making.execute(recorder)
      return this.#land(question, viewer, { executed: own, recorder })
    })
    const { entry, isValid, reason } = landing
    if (own === undefined) {
      if (entry === undefined) throw new Error('What is shared is there.')
      return this.#hit(question, 'memory', entry)
    }
    const stale = own.isUnavailable && making.allowStale ? this.#staleEntry(question, viewer) : undefined
    if (stale === undefined) {
      return {
        from: 'execution',
        answer: own.answer,
        entry: isValid ? entry : undefined,
        forward: 'miss',
        detail: reason,
      }
    }
    this.#observer.stale(question.operationName)
    return { from: 'cache', entry: stale, isStale: true }
  }

  /** Everything from here to the end is one tick, so the entry that was checked is the entry that is kept. */
  #land(question: Question, viewer: Viewer, { executed, recorder }: Flown): Landing {
    const making = { question, recorder, tags: this.#tags, now: this.#invalidation.now(), chance: this.#random() }
    const made = makeEntry(executed, making)
    const { sequence } = executed.mark
    const unkept = (reason: string, entry: CacheEntry | undefined): Landing => {
      this.#observer.notStored(question.operationName, reason)
      return { entry, isValid: false, reason, sequence }
    }
    if ('reason' in made) return unkept(made.reason, undefined)
    const audiences = audiencesOf(question, viewer)
    const shared = audiences.find(({ isShared }) => isShared)
    const isOwner = viewer !== null && recorder.owners.has(viewer.id)
    const audience = (isOwner ? undefined : shared) ?? audiences.at(-1)
    if (audience === undefined) return unkept('nobody', undefined)
    const entry: CacheEntry = { ...made.entry, key: this.#entries.keyOf(question, audience) }
    if (!this.#invalidation.holds()) return unkept(this.#invalidation.trouble ?? 'lease', entry)
    if (!this.#invalidation.isFresh(entry.tags, sequence)) return unkept('purged', entry)
    this.#entries.keep(entry)
    this.#observer.stored(question.operationName)
    return { entry, isValid: true, reason: undefined, sequence }
  }

  #hit(question: Question, tier: 'memory' | 'redis', entry: CacheEntry): Outcome<Answer> {
    this.#observer.hit(tier, question.operationName, savedBy(entry))
    return { from: 'cache', entry, isStale: false }
  }

  #refresh(question: Question, viewer: Viewer, making: Making<Answer>): void {
    if (this.#flights.size >= maxRefreshes || this.#flights.has(this.#flightKey(question, viewer))) return
    this.#fly(question, viewer, making).catch(() => {})
  }

  /** Near its end, unless a coming moment ends it: then it would be made again for nothing. */
  #isDue({ createdAt, expiresAt }: CacheEntry, { maxAgeSeconds }: Question): boolean {
    const lifetime = expiresAt - createdAt
    return lifetime > maxAgeSeconds * 850 && this.#invalidation.now() > createdAt + lifetime * refreshAfter
  }

  /** Valid when the lease ended, as far as was known, and the same for all viewers */
  #staleEntry(question: Question, viewer: Viewer): CacheEntry | undefined {
    if (question.looksAt !== 'nobody' || this.#clock() - this.#heldAt > staleIfErrorMs) return undefined
    return this.#entries.lastKnown(question, viewer)
  }

  #flightKey(question: Question, viewer: Viewer): string {
    const audience = audiencesOf(question, viewer).at(-1)
    return audience === undefined ? '' : this.#entries.keyOf(question, audience)
  }

  /** Whether an entry that had to wait for something may be sent at this moment */
  isServable(entry: CacheEntry, question: Question): boolean {
    return this.#entries.isServable(entry, question)
  }
}

interface Flown {
  executed: Execution<unknown>
  recorder: ExecutionRecorder
}

const savedBy = ({ savedMilliseconds, savedStatements }: CacheEntry) => ({
  milliseconds: savedMilliseconds,
  statements: savedStatements,
})
