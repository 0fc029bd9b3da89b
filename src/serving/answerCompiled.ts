/** An operation that is known and admitted, on its last stations: from the cache, or executed, and then kept. */
import type { InRoom } from '../admission/largeOperations.ts'
import type { Invalidation } from '../caching/invalidation/invalidation.ts'
import type { Question } from '../caching/question.ts'
import type { Execution, ResponseCache } from '../caching/responseCache.ts'
import type { CacheEntry } from '../caching/store/entry.ts'
import type { CompiledOperation, PreparedOperation } from '../execution/compiled/compileOperation.ts'
import type { Result } from '../execution/compiled/execution.ts'
import { type FormatError, resultAnswer } from '../execution/resultAnswer.ts'
import type { Answer } from '../http/answer.ts'
import type { SqlMeter } from '../loaders/scope.ts'
import type { RequestObserver } from '../observing/observers.ts'
import { keptHeaders, notKeptHeaders, withHeaders } from './cacheHeaders.ts'
import type { OperationFacts } from './operationFacts.ts'
import { addTo, noSql } from './sqlMeters.ts'
import { createContext, openReading, type Visit, type VisitParts } from './visit.ts'

export interface CompiledParts extends VisitParts {
  cache: ResponseCache<Answer>
  invalidation: Invalidation
  /** Gives it its encodings, for whoever takes one. Resolves when it has them; never rejects */
  encode(entry: CacheEntry): Promise<void>
  inRoom: InRoom
  formatError: FormatError
  observer: RequestObserver
}

export interface Asked {
  visit: Visit
  operation: CompiledOperation & OperationFacts
  prepared: PreparedOperation
  /** Undefined for what is never kept */
  question: Question | undefined
  sql: SqlMeter
  /** Why the answer is to be made anew; undefined where it may come from the cache */
  bypass: string | undefined
}

export async function answerCompiled(parts: CompiledParts, asked: Asked): Promise<Answer> {
  const { operation, question, visit } = asked
  const bypass = operation.notKept ?? asked.bypass ?? (question === undefined ? 'variables' : undefined)
  if (question === undefined || bypass !== undefined) {
    const { answer } = await execute(parts, asked, undefined)
    const isGood = !hasErrors(answer) && operation.operation.operation === 'query'
    return withHeaders(answer, notKeptHeaders({ forward: 'bypass', detail: bypass, isGood }))
  }
  const kept = (entry: CacheEntry, status: KeptStatus) => keptAnswer(parts, { ...asked, question }, { entry, status })
  const outcome = await parts.cache.answer(question, visit.found?.viewer ?? null, (recorder) =>
    execute(parts, asked, recorder),
  )
  if (outcome.from === 'cache') {
    if (!outcome.isStale) return kept(outcome.entry, 'hit')
    // It is old, and better than nothing.
    return { ...kept(outcome.entry, 'fwd=stale; detail=stale-if-error'), isServable: () => true }
  }
  const { answer, entry, forward, detail } = outcome
  if (entry === undefined) {
    return withHeaders(answer, notKeptHeaders({ forward, detail, isGood: !hasErrors(answer) }))
  }
  if (parts.settings.production) return kept(entry, 'fwd=miss')
  // What says how it was made is no answer that anybody else would get.
  const now = parts.invalidation.now()
  return withHeaders(answer, keptHeaders({ entry, lifetimes: operation.lifetimes, now, status: 'fwd=miss' }))
}

const hasErrors = ({ body }: Answer): boolean => body.startsWith('{"errors"')

type KeptStatus = Parameters<typeof keptHeaders>[0]['status']

interface Kept {
  entry: CacheEntry
  status: KeptStatus
}

function keptAnswer(
  parts: CompiledParts,
  { visit, operation, question }: Asked & { question: Question },
  { entry, status }: Kept,
): Answer {
  const headers = keptHeaders({ entry, lifetimes: operation.lifetimes, now: parts.invalidation.now(), status })
  const contentType: [string, string] = ['content-type', `${visit.request.mediaType}; charset=utf-8`]
  return {
    status: 200,
    headers: new Map([contentType, ...headers]),
    body: '',
    kept: entry,
    encode: () => parts.encode(entry),
    isServable: () => parts.cache.isServable(entry, question),
  }
}

/** What came alone has taken of the budget what it costs; those of a batch are read together, so none of them waits here. */
function execute(parts: CompiledParts, asked: Asked, recorder: Recorder): Promise<Execution<Answer>> {
  const { visit, operation } = asked
  const isAlone = visit.shared === undefined && operation.operation.operation === 'query'
  const cost = isAlone ? parts.settings.maxCost - visit.budget.remaining : 0
  return parts.inRoom(cost, () => executeNow(parts, asked, recorder))
}

async function executeNow(
  parts: CompiledParts,
  { visit, operation, prepared, sql }: Asked,
  recorder: Recorder,
): Promise<Execution<Answer>> {
  const reading = visit.shared ?? openReading(parts, visit, operation.needs)
  // Of this execution alone, as its recorder is: an entry of a batch may be refreshed and executed at the same time.
  const own = { ...noSql(), recorder }
  const context = createContext(parts, { visit, reading, sql: own, recorder })
  const result = await prepared.run(context, recorder).finally(() => addTo(sql, own))
  const { mediaType } = visit.request
  const { production } = parts.settings
  const extensions = production ? undefined : { sql: { statements: sql.statements, milliseconds: sql.milliseconds } }
  const answer = resultAnswer(result, { mediaType, formatError: parts.formatError, extensions })
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
