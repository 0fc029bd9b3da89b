/**
 * Requests by their bytes. Bytes that were understood and admitted once are the same question when they come again. If
 * its answer is kept, a look-up is enough. The viewer is not in the bytes, and is looked up each time.
 */
import { LRUCache } from 'lru-cache'
import type { Lifetimes } from '../analysis/lifetimes.ts'
import { keptHeaders } from '../caching/cacheHeaders.ts'
import type { Question } from '../caching/question.ts'
import type { RememberedSessions } from '../caching/rememberedSessions.ts'
import type { ResponseCache } from '../caching/responseCache.ts'
import type { CacheEntry } from '../caching/store/entry.ts'
import type { LookUpResult } from '../http/fastPath.ts'
import { lacksEncoding } from '../http/representation.ts'
import type { Invalidation } from '../invalidation/invalidation.ts'
import type { RequestObserver } from '../observing/observers.ts'
import type { RequestLog } from '../observing/requestLog.ts'
import type { HttpResult, LookUp } from '../types.ts'
import type { MadeAnswer } from './answer.ts'
import { reportOperation } from './observe.ts'
import { keptResult } from './respond.ts'

interface Recognised {
  question: Question
  lifetimes: Lifetimes
}

export interface RecognisedRequests {
  note(raw: string, recognised: Recognised): void
  lookUp: LookUpResult
}

export interface RecognisedOptions {
  cache: Pick<ResponseCache<MadeAnswer>, 'peek' | 'fetch' | 'isServable'>
  sessions: Pick<RememberedSessions, 'peek'>
  invalidation: Pick<Invalidation, 'now'>
  encode(entry: CacheEntry): Promise<void>
  observer: RequestObserver
  requestLog: RequestLog
}

const emptyTrace = { statements: 0, milliseconds: 0 }
const maxRequests = 10_000
const maxCharacters = 16 * 2 ** 20
/** A client that sends only the hash keeps it remembered, because now and then its request takes the long way. */
const understoodForMs = 10 * 60_000

export function recogniseRequests(options: RecognisedOptions): RecognisedRequests {
  const { cache, sessions } = options
  const understood = new LRUCache<string, Recognised>({
    max: maxRequests,
    maxSize: maxCharacters,
    sizeCalculation: ({ question }, raw) => raw.length + question.text.length,
    ttl: understoodForMs,
  })
  return {
    note: (raw, recognised) => void understood.set(raw, recognised),
    lookUp(raw, request) {
      const recognised = understood.get(raw)
      if (recognised === undefined) return undefined
      const { token } = request
      const session = token === undefined ? undefined : sessions.peek(token)
      if (token !== undefined && session === undefined) return undefined
      const viewer = session?.viewer ?? null
      const entry = cache.peek(recognised.question, viewer)
      if (entry !== undefined) return answerKept(options, { entry, recognised, request })
      return cache
        .fetch(recognised.question, viewer)
        ?.then((remote) => remote && answerKept(options, { entry: remote, recognised, request }))
    },
  }
}

interface Found {
  entry: CacheEntry
  recognised: Recognised
  request: LookUp
}

/** At once, unless the client is the first to take an encoding. Undefined where the entry became old meanwhile. */
function answerKept(options: RecognisedOptions, found: Found): HttpResult | Promise<HttpResult | undefined> {
  const { entry, recognised, request } = found
  if (!lacksEncoding(entry, request.acceptEncoding)) return resultOf(options, found)
  return options
    .encode(entry)
    .then(() => (options.cache.isServable(entry, recognised.question) ? resultOf(options, found) : undefined))
}

function resultOf({ invalidation, observer, requestLog }: RecognisedOptions, found: Found): HttpResult {
  const { entry, recognised, request } = found
  const { question, lifetimes } = recognised
  const milliseconds = performance.now() - request.arrivedAtMs
  const { operationName: operation, operationHash: hash } = question
  observer.request(operation, 'ok', milliseconds, emptyTrace)
  const headers = keptHeaders({ entry, lifetimes, now: invalidation.now(), status: 'hit' })
  reportOperation(requestLog, emptyTrace, () => {
    const cacheStatus = headers.find(([name]) => name === 'cache-status')?.[1]
    return { operation, hash, outcome: 'ok', milliseconds, statements: 0, sqlMilliseconds: 0, cacheStatus }
  })
  return keptResult({ entry, headers }, request, emptyTrace)
}
