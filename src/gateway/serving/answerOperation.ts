/** An admitted operation on its last stations: answered from the cache, or executed, and then kept. */
import type { InRoom } from '../admission/largeOperations.ts'
import { keptHeaders, notKeptHeaders, withHeaders } from '../caching/cacheHeaders.ts'
import type { Question } from '../caching/question.ts'
import type { Execution, ResponseCache } from '../caching/responseCache.ts'
import type { CacheEntry } from '../caching/store/entry.ts'
import { entityTag } from '../caching/store/entry.ts'
import type { OperationName } from '../execution/clientErrors.ts'
import type { Result } from '../execution/execution.ts'
import { type FormatError, resultAnswer } from '../execution/resultAnswer.ts'
import type { Answer } from '../http/answer.ts'
import type { Invalidation } from '../invalidation/invalidation.ts'
import type { SqlMeter } from '../loaders/scope.ts'
import type { RequestObserver } from '../observing/observers.ts'
import { type MutationStart, SharedLife } from '../requestLife.ts'
import { explainEndedSession } from './endedSession.ts'
import type { CompiledEntry } from './prepareEntries.ts'
import { createContext, openReading, type RequestScope, type ScopeParts } from './requestScope.ts'
import { addTo, noSql } from './sqlMeters.ts'

export interface RunParts extends ScopeParts {
  cache: ResponseCache<Answer>
  invalidation: Invalidation
  /** Gives an entry its encodings. Resolves when it has them; never rejects */
  encode(entry: CacheEntry): Promise<void>
  inRoom: InRoom
  formatError: FormatError
  observer: RequestObserver
}

export interface OperationToAnswer extends CompiledEntry {
  scope: RequestScope
  sql: SqlMeter
  /** For the log */
  name: OperationName
  /** Why the answer is made anew; undefined where it may come from the cache */
  bypass: string | undefined
  /** Of a mutation */
  start?: MutationStart | undefined
}

export async function answerOperation(parts: RunParts, asked: OperationToAnswer): Promise<Answer> {
  const { operation, question, scope } = asked
  const isQuery = operation.operation.operation === 'query'
  const { life } = scope.request
  // A mutation that has begun is carried through.
  const work = scope.shared?.life ?? new SharedLife(isQuery ? life : undefined)
  const bypass = operation.notKept ?? asked.bypass ?? (question === undefined ? 'variables' : undefined)
  if (question === undefined || bypass !== undefined) {
    const { answer } = await execute(parts, asked, { work, recorder: undefined })
    return notKept(parts, { answer, isQuery, forward: 'bypass', detail: bypass })
  }
  const kept = (entry: CacheEntry, status: KeptStatus) => keptAnswer(parts, { ...asked, question }, { entry, status })
  const outcome = await parts.cache.answer(question, scope.found?.viewer ?? null, {
    execute: (recorder) => execute(parts, asked, { work, recorder }),
    life,
    work,
    // A client that checks what it has does not want something older in its place.
    allowStale: scope.request.caching === 'any',
  })
  if (outcome.from === 'cache') {
    if (!outcome.isStale) return kept(outcome.entry, 'hit')
    // It is old, and better than nothing.
    return { ...kept(outcome.entry, 'fwd=stale; detail=stale-if-error'), isServable: () => true }
  }
  const { answer, entry } = outcome
  if (entry === undefined) return notKept(parts, { ...outcome, isQuery })
  if (parts.settings.production) return kept(entry, 'fwd=miss')
  // What says how it was made is no answer that another client would get.
  const now = parts.invalidation.now()
  return withHeaders(answer, keptHeaders({ entry, lifetimes: operation.lifetimes, now, status: 'fwd=miss' }))
}

export interface NotKeptAnswer {
  answer: Answer
  isQuery: boolean
  forward: 'miss' | 'bypass'
  detail: string | undefined
}

export function notKept({ settings }: RunParts, { answer, isQuery, forward, detail }: NotKeptAnswer): Answer {
  const isGood = isQuery && !answer.hasErrors
  // Elsewhere the bytes say what making them took, which differs each time.
  if (isGood && settings.production) answer.etag = entityTag(answer.body)
  return withHeaders(answer, notKeptHeaders({ forward, detail, isGood }))
}

type KeptStatus = Parameters<typeof keptHeaders>[0]['status']

interface Kept {
  entry: CacheEntry
  status: KeptStatus
}

function keptAnswer(
  parts: RunParts,
  { scope, operation, question }: OperationToAnswer & { question: Question },
  { entry, status }: Kept,
): Answer {
  const headers = keptHeaders({ entry, lifetimes: operation.lifetimes, now: parts.invalidation.now(), status })
  const contentType: [string, string] = ['content-type', `${scope.request.mediaType}; charset=utf-8`]
  return {
    status: 200,
    headers: new Map([contentType, ...headers]),
    body: '',
    hasErrors: false,
    kept: entry,
    encode: () => parts.encode(entry),
    isServable: () => parts.cache.isServable(entry, question),
  }
}

/** Entries that are read side by side share their statements, so that none of them waits among the large operations. */
function execute(parts: RunParts, asked: OperationToAnswer, how: HowToExecute): Promise<Execution<Answer>> {
  const { scope, operation, cost } = asked
  const isAlone = scope.shared === undefined && operation.operation.operation === 'query'
  return parts.inRoom(isAlone ? cost : 0, () => executeNow(parts, asked, how), how.work)
}

interface HowToExecute {
  recorder: Recorder
  /** Of all who wait for it */
  work: SharedLife
}

async function executeNow(
  parts: RunParts,
  { scope, operation, prepared, sql, start, name, known }: OperationToAnswer,
  { recorder, work }: HowToExecute,
): Promise<Execution<Answer>> {
  const reading = scope.shared ?? openReading(parts, scope, { needs: operation.needs, life: work })
  // Of this execution alone, as its recorder is: an entry of a batch may be refreshed and executed at the same time.
  const isRegistered = known.origin === 'registered'
  const own = { ...noSql(), recorder, trace: sql.trace ?? [], isRegistered }
  const context = createContext(parts, { scope, reading, sql: own, recorder, start })
  const result = await prepared.run(context, recorder, scope.room).finally(() => addTo(sql, own))
  const { mediaType } = scope.request
  const { production } = parts.settings
  const extensions = production ? undefined : { sql: { statements: sql.statements, milliseconds: sql.milliseconds } }
  const told = scope.hasEndedSession ? { ...result, errors: result.errors.map(explainEndedSession) } : result
  const answer = resultAnswer(told, { mediaType, formatError: parts.formatError, extensions, name })
  return {
    answer,
    body: recorder === undefined ? undefined : keptBody(result, answer, production),
    sql,
    mark: reading.mark,
    isUnavailable: answer.status === 503,
  }
}

type Recorder = Parameters<typeof createContext>[1]['recorder']

/** An answer from the cache takes nothing from the database, and says so where answers say it. */
function keptBody({ data, errors }: Result, answer: Answer, production: boolean): Buffer | undefined {
  if (errors.length > 0) return undefined
  if (production) return Buffer.from(answer.body)
  return Buffer.from(JSON.stringify({ data, extensions: { sql: { statements: 0, milliseconds: 0 } } }))
}
