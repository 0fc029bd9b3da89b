/**
 * The response cache: an answer from memory, from Redis, from an execution under way, or from one of its own, which is
 * kept if it is certain to have been right at its end. What may be kept, and for whom, is in the protocol of its parts;
 * here is their order.
 */

import type { Viewer } from '../../campus/viewer.ts'
import type { Invalidation } from '../invalidation/invalidation.ts'
import type { CacheObserver } from '../observing/observers.ts'
import type { Life, SharedLife } from '../requestLife.ts'
import { createRecorder, type ExecutionRecorder } from './createRecorder.ts'
import type { Entries } from './entries.ts'
import { createFlights, type Landing } from './flights.ts'
import { type Executed, makeEntry } from './makeEntry.ts'
import { audiencesOf, type Question } from './question.ts'
import type { CacheEntry } from './store/entry.ts'

/** What an execution brings; the caller's own part of it is passed through. */
export interface Execution<Answer> extends Executed {
  answer: Answer
  /** The database could not be reached, and nothing was answered. */
  isUnavailable: boolean
}

type Execute<Answer> = (recorder: ExecutionRecorder | undefined) => Promise<Execution<Answer>>

/** How an answer is made where none is kept, or PostgreSQL fails. */
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
      /** That others may have, too */
      entry: CacheEntry | undefined
      /** Whether there was none, or none was looked for */
      forward: 'miss' | 'bypass'
      /** Why none is kept, where that has a reason */
      detail: string | undefined
    }

export interface ResponseCache<Answer> {
  /** From memory at once, where it needs no more than to be sent */
  peek(question: Question, viewer: Viewer): CacheEntry | undefined
  /** From Redis; undefined at once where it is not asked, or where memory has it and it is due */
  fetch(question: Question, viewer: Viewer): Promise<CacheEntry | undefined> | undefined
  answer(question: Question, viewer: Viewer, making: Making<Answer>): Promise<Outcome<Answer>>
  /** Whether an entry that had to wait for something may be sent at this moment */
  isServable(entry: CacheEntry, question: Question): boolean
}

export interface ResponseCacheOptions {
  invalidation: Invalidation
  entries: Entries
  observer: CacheObserver
  clock?(): number
  random?(): number
}

/** Where of its lifetime an entry is made anew while it is still served */
const refreshAfter = 0.8
/** At once, beside what is asked for */
const mostRefreshes = 8
/** After the lease, for how long a public answer that was valid then is better than none */
const staleIfErrorMs = 60_000

export function createResponseCache<Answer>(options: ResponseCacheOptions): ResponseCache<Answer> {
  const { invalidation, entries, observer, clock = () => performance.now(), random = Math.random } = options
  const flights = createFlights()
  let heldAt = Number.NEGATIVE_INFINITY

  function holds(): boolean {
    const isHeld = invalidation.holds()
    if (isHeld) heldAt = clock()
    return isHeld
  }

  function peek(question: Question, viewer: Viewer): CacheEntry | undefined {
    if (!holds()) return undefined
    const entry = entries.inMemory(question, viewer)
    if (entry === undefined || isDue(entry, question)) return undefined
    observer.hit('memory', question.operationName, savedBy(entry))
    return entry
  }

  function fetch(question: Question, viewer: Viewer): Promise<CacheEntry | undefined> | undefined {
    if (!invalidation.holds() || entries.inMemory(question, viewer) !== undefined) return undefined
    return entries.inRemote(question, viewer)?.then((entry) => {
      if (entry !== undefined) observer.hit('redis', question.operationName, savedBy(entry))
      return entry
    })
  }

  async function answer(question: Question, viewer: Viewer, making: Making<Answer>): Promise<Outcome<Answer>> {
    if (!holds()) return bypass(question, viewer, making)
    const kept = entries.inMemory(question, viewer)
    if (kept !== undefined) {
      if (isDue(kept, question)) refresh(question, viewer, making)
      return hit(question, 'memory', kept)
    }
    const remote = await entries.inRemote(question, viewer)
    if (remote !== undefined) return hit(question, 'redis', remote)
    // Somebody else's flight may have landed meanwhile.
    const landed = entries.inMemory(question, viewer)
    if (landed !== undefined) return hit(question, 'memory', landed)
    return fly(question, viewer, making)
  }

  async function bypass(question: Question, viewer: Viewer, making: Making<Answer>): Promise<Outcome<Answer>> {
    const reason = invalidation.trouble ?? 'lease'
    observer.bypass(question.operationName, reason)
    const { answer, isUnavailable } = await making.execute(undefined)
    const stale = isUnavailable && making.allowStale ? staleEntry(question, viewer) : undefined
    if (stale === undefined) return { from: 'execution', answer, entry: undefined, forward: 'bypass', detail: reason }
    observer.stale(question.operationName)
    return { from: 'cache', entry: stale, isStale: true }
  }

  async function fly(question: Question, viewer: Viewer, making: Making<Answer>): Promise<Outcome<Answer>> {
    let own: Execution<Answer> | undefined
    const passenger = { arrivedAt: invalidation.sequence, life: making.life, work: making.work }
    const landing = await flights.share(flightKey(question, viewer), passenger, async () => {
      observer.miss(question.operationName)
      const recorder = createRecorder()
      own = await making.execute(recorder)
      return land(question, viewer, { executed: own, recorder })
    })
    const { entry, isValid, reason } = landing
    if (own === undefined) {
      if (entry === undefined) throw new Error('What is shared is there.')
      return hit(question, 'memory', entry)
    }
    const stale = own.isUnavailable && making.allowStale ? staleEntry(question, viewer) : undefined
    if (stale === undefined) {
      return {
        from: 'execution',
        answer: own.answer,
        entry: isValid ? entry : undefined,
        forward: 'miss',
        detail: reason,
      }
    }
    observer.stale(question.operationName)
    return { from: 'cache', entry: stale, isStale: true }
  }

  interface Flown {
    executed: Execution<Answer>
    recorder: ExecutionRecorder
  }

  /** Everything from here to the end is one tick: what was checked is what is kept. */
  function land(question: Question, viewer: Viewer, { executed, recorder }: Flown): Landing {
    const made = makeEntry(executed, { question, recorder, now: invalidation.now(), chance: random() })
    const { sequence } = executed.mark
    if ('reason' in made) return unkept(made.reason, undefined)
    const audiences = audiencesOf(question, viewer)
    const shared = audiences.find(({ isShared }) => isShared)
    const isOwner = viewer !== null && recorder.owners.has(viewer.id)
    const audience = (isOwner ? undefined : shared) ?? audiences.at(-1)
    if (audience === undefined) return unkept('nobody', undefined)
    const entry: CacheEntry = { ...made.entry, key: entries.keyOf(question, audience) }
    if (!invalidation.holds()) return unkept(invalidation.trouble ?? 'lease', entry)
    if (!invalidation.isFresh(entry.tags, sequence)) return unkept('purged', entry)
    entries.keep(entry)
    observer.stored(question.operationName)
    return { entry, isValid: true, reason: undefined, sequence }

    function unkept(reason: string, entry: CacheEntry | undefined): Landing {
      observer.notStored(question.operationName, reason)
      return { entry, isValid: false, reason, sequence }
    }
  }

  function hit(question: Question, tier: 'memory' | 'redis', entry: CacheEntry): Outcome<Answer> {
    observer.hit(tier, question.operationName, savedBy(entry))
    return { from: 'cache', entry, isStale: false }
  }

  function refresh(question: Question, viewer: Viewer, making: Making<Answer>): void {
    if (flights.size >= mostRefreshes || flights.has(flightKey(question, viewer))) return
    fly(question, viewer, making).catch(() => {})
  }

  /** Near its end, unless a moment that comes ends it: then it would be made again for nothing. */
  function isDue({ createdAt, expiresAt }: CacheEntry, { maxAgeSeconds }: Question): boolean {
    const lifetime = expiresAt - createdAt
    return lifetime > maxAgeSeconds * 850 && invalidation.now() > createdAt + lifetime * refreshAfter
  }

  /** Valid when the lease ended, as far as was known, and nobody's own */
  function staleEntry(question: Question, viewer: Viewer): CacheEntry | undefined {
    if (question.looksAt !== 'nobody' || clock() - heldAt > staleIfErrorMs) return undefined
    return entries.lastKnown(question, viewer)
  }

  const flightKey = (question: Question, viewer: Viewer): string => {
    const audience = audiencesOf(question, viewer).at(-1)
    return audience === undefined ? '' : entries.keyOf(question, audience)
  }

  return { peek, fetch, answer, isServable: entries.isServable }
}

const savedBy = ({ savedMilliseconds, savedStatements }: CacheEntry) => ({
  milliseconds: savedMilliseconds,
  statements: savedStatements,
})
