/**
 * The response cache: an answer from memory, from Redis, from an execution under way, or from one of its own, which is
 * kept if it is certain to have been right at its end. What may be kept, and for whom, is in the protocol of its parts;
 * here is their order.
 */
import type { CacheObserver } from '../observing/observers.ts'
import type { Viewer } from '../viewer.ts'
import { createRecorder, type ExecutionRecorder } from './createRecorder.ts'
import type { Entries } from './entries.ts'
import { createFlights, type Landing } from './flights.ts'
import type { Invalidation } from './invalidation/invalidation.ts'
import { type Executed, makeEntry } from './makeEntry.ts'
import { audiencesOf, type Question } from './question.ts'
import type { CacheEntry } from './store/entry.ts'

/** What an execution brings; the caller's own part of it is passed through. */
export interface Execution<Answer> extends Executed {
  answer: Answer
  /** The database could not be reached, and nothing was answered. */
  isUnavailable: boolean
}

export type Execute<Answer> = (recorder: ExecutionRecorder | undefined) => Promise<Execution<Answer>>

export type Outcome<Answer> =
  | { from: 'cache'; entry: CacheEntry; isStale: boolean }
  | { from: 'execution'; answer: Answer; entry: CacheEntry | undefined; detail: string | undefined }

export interface ResponseCache<Answer> {
  /** From memory at once, where it needs no more than to be sent */
  peek(question: Question, viewer: Viewer): CacheEntry | undefined
  answer(question: Question, viewer: Viewer, execute: Execute<Answer>): Promise<Outcome<Answer>>
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
/** After the lease, for how long a public answer that was valid then is better than none */
const staleIfErrorMs = 60_000

export function createResponseCache<Answer>(options: ResponseCacheOptions): ResponseCache<Answer> {
  const { invalidation, entries, observer, clock = () => performance.now(), random = Math.random } = options
  const flights = createFlights()
  let heldAt = Number.NEGATIVE_INFINITY

  function peek(question: Question, viewer: Viewer): CacheEntry | undefined {
    const entry = entries.inMemory(question, viewer)
    if (entry === undefined || isDue(entry, question)) return undefined
    observer.hit('memory', question.operationName, savedBy(entry))
    return entry
  }

  async function answer(question: Question, viewer: Viewer, execute: Execute<Answer>): Promise<Outcome<Answer>> {
    if (!invalidation.holds()) return bypass(question, viewer, execute)
    heldAt = clock()
    const kept = entries.inMemory(question, viewer)
    if (kept !== undefined) {
      if (isDue(kept, question)) refresh(question, viewer, execute)
      return hit(question, 'memory', kept)
    }
    const remote = await entries.inRemote(question, viewer)
    if (remote !== undefined) return hit(question, 'redis', remote)
    const joined = await flights.join(flightKey(question, viewer), invalidation.sequence)
    if (joined !== undefined) return hit(question, 'memory', joined)
    observer.miss(question.operationName)
    return fly(question, viewer, execute)
  }

  async function bypass(question: Question, viewer: Viewer, execute: Execute<Answer>): Promise<Outcome<Answer>> {
    const reason = invalidation.trouble ?? 'lease'
    observer.bypass(question.operationName, reason)
    const { answer, isUnavailable } = await execute(undefined)
    const stale = isUnavailable ? staleEntry(question, viewer) : undefined
    if (stale === undefined) return { from: 'execution', answer, entry: undefined, detail: reason }
    observer.stale(question.operationName)
    return { from: 'cache', entry: stale, isStale: true }
  }

  async function fly(question: Question, viewer: Viewer, execute: Execute<Answer>): Promise<Outcome<Answer>> {
    let executed: Execution<Answer> | undefined
    const { entry } = await flights.begin(flightKey(question, viewer), async () => {
      const recorder = createRecorder()
      executed = await execute(recorder)
      return land(question, viewer, { executed, recorder })
    })
    if (executed === undefined) throw new Error('A flight executes.')
    const stale = executed.isUnavailable ? staleEntry(question, viewer) : undefined
    if (stale === undefined) return { from: 'execution', answer: executed.answer, entry, detail: undefined }
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
    if ('reason' in made) {
      observer.notStored(question.operationName, made.reason)
      return { entry: undefined, isValid: false, sequence }
    }
    const audiences = audiencesOf(question, viewer)
    const shared = audiences.find(({ isShared }) => isShared)
    const isOwner = viewer !== null && recorder.owners.has(viewer.id)
    const audience = (isOwner ? undefined : shared) ?? audiences.at(-1)
    if (audience === undefined) return { entry: undefined, isValid: false, sequence }
    const entry: CacheEntry = { ...made.entry, key: entries.keyOf(question, audience) }
    const isValid = invalidation.holds() && invalidation.isFresh(entry.tags, sequence)
    if (isValid) {
      entries.keep(entry)
      observer.stored(question.operationName)
    } else observer.notStored(question.operationName, 'purged')
    return { entry, isValid, sequence }
  }

  function hit(question: Question, tier: 'memory' | 'redis', entry: CacheEntry): Outcome<Answer> {
    observer.hit(tier, question.operationName, savedBy(entry))
    return { from: 'cache', entry, isStale: false }
  }

  function refresh(question: Question, viewer: Viewer, execute: Execute<Answer>): void {
    if (flights.size === 0) fly(question, viewer, execute).catch(() => {})
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

  return { peek, answer }
}

const savedBy = ({ savedMilliseconds, savedStatements }: CacheEntry) => ({
  milliseconds: savedMilliseconds,
  statements: savedStatements,
})
