/**
 * Requests by their bytes: what was understood and admitted once is the same question when the same bytes come again, and
 * if its answer is kept, looking it up is all there is to do. Who asks is not in the bytes, and is looked up each time.
 */
import { LRUCache } from 'lru-cache'
import type { RememberedSessions } from '../../campus/accounts/rememberedSessions.ts'
import type { Lifetimes } from '../analysis/lifetimes.ts'
import { keptHeaders } from '../caching/cacheHeaders.ts'
import type { Question } from '../caching/question.ts'
import type { ResponseCache } from '../caching/responseCache.ts'
import type { CacheEntry } from '../caching/store/entry.ts'
import type { Answer } from '../http/answer.ts'
import type { FindKept, KeptAnswer } from '../http/frontDoor.ts'
import type { Invalidation } from '../invalidation/invalidation.ts'
import type { RequestObserver } from '../observing/observers.ts'

interface Recognised {
  question: Question
  lifetimes: Lifetimes
}

export interface RecognisedRequests {
  note(raw: string, recognised: Recognised): void
  find: FindKept
}

export interface RecognisedOptions {
  cache: ResponseCache<Answer>
  sessions: RememberedSessions
  invalidation: Pick<Invalidation, 'now'>
  encode(entry: CacheEntry): Promise<void>
  observer: RequestObserver
}

const noSql = { statements: 0, milliseconds: 0 }
const mostRequests = 10_000
const mostCharacters = 16 * 2 ** 20
/** Clients that send the hash alone keep it remembered: now and then a request takes the long way. */
const understoodForMs = 10 * 60_000

export function recogniseRequests(options: RecognisedOptions): RecognisedRequests {
  const { cache, sessions, invalidation, encode, observer } = options
  const understood = new LRUCache<string, Recognised>({
    max: mostRequests,
    maxSize: mostCharacters,
    sizeCalculation: ({ question }, raw) => raw.length + question.text.length,
    ttl: understoodForMs,
  })

  function kept(entry: CacheEntry, { question, lifetimes }: Recognised, arrivedAtMs: number): KeptAnswer {
    observer.request(question.operationName, 'ok', performance.now() - arrivedAtMs, noSql)
    return {
      kept: entry,
      encode: () => encode(entry),
      isServable: () => cache.isServable(entry, question),
      headers: keptHeaders({ entry, lifetimes, now: invalidation.now(), status: 'hit' }),
    }
  }

  return {
    note: (raw, recognised) => void understood.set(raw, recognised),
    find(raw, { token, arrivedAtMs }) {
      const recognised = understood.get(raw)
      if (recognised === undefined) return undefined
      const session = token === undefined ? undefined : sessions.peek(token)
      if (token !== undefined && session === undefined) return undefined
      const viewer = session?.viewer ?? null
      const entry = cache.peek(recognised.question, viewer)
      if (entry !== undefined) return kept(entry, recognised, arrivedAtMs)
      return cache.fetch(recognised.question, viewer)?.then((remote) => remote && kept(remote, recognised, arrivedAtMs))
    },
  }
}
