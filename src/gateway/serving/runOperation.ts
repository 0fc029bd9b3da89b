/** An admitted operation: answered from the cache, or executed once for all requests that ask the same, then kept. */
import { keptHeaders, notKeptHeaders, withHeaders } from '../caching/cacheHeaders.ts'
import type { ExecutionRecorder } from '../caching/createRecorder.ts'
import type { Question } from '../caching/question.ts'
import type { Execution } from '../caching/responseCache.ts'
import { type CacheEntry, entityTag } from '../caching/store/entry.ts'
import type { OperationName } from '../execution/clientErrors.ts'
import type { Result } from '../execution/execution.ts'
import { resultAnswer } from '../execution/resultAnswer.ts'
import { type MutationStart, SharedLife } from '../requestLife.ts'
import type { ExecutionTrace } from '../types.ts'
import type { Answer, KeptAnswer, MadeAnswer } from './answer.ts'
import { explainEndedSession } from './endedSession.ts'
import { answerExtensions } from './extensions.ts'
import type { CompiledEntry } from './prepareEntries.ts'
import { openLoaderSession, type RequestScope } from './requestScope.ts'
import type { Stations } from './stations.ts'
import { addTo, emptyTrace } from './traces.ts'

export interface AdmittedOperation extends CompiledEntry {
  scope: RequestScope
  trace: ExecutionTrace
  /** For the log */
  name: OperationName
  /** Why the answer is made anew; undefined where it may come from the cache */
  bypass: string | undefined
  /** Of a mutation */
  start?: MutationStart | undefined
}

export async function runOperation(stations: Stations, admitted: AdmittedOperation): Promise<Answer> {
  const { operation, question, scope } = admitted
  const isQuery = operation.operation.operation === 'query'
  const { life } = scope.request
  // A mutation that has begun is carried through.
  const work = scope.shared?.life ?? new SharedLife(isQuery ? life : undefined)
  const bypass = operation.notKept ?? admitted.bypass ?? (question === undefined ? 'variables' : undefined)
  if (question === undefined || bypass !== undefined) {
    const { answer } = await execute(stations, admitted, { work, recorder: undefined })
    return notKept(stations, { answer, isQuery, forward: 'bypass', detail: bypass })
  }
  const outcome = await stations.cache.answer(question, scope.found?.viewer ?? null, {
    execute: (recorder) => execute(stations, admitted, { work, recorder }),
    life,
    work,
    // A client that revalidates what it holds must not get a stale answer.
    allowStale: scope.request.caching === 'any',
  })
  const kept = (entry: CacheEntry, status: KeptStatus) =>
    keptAnswer(stations, { ...admitted, question }, { entry, status })
  if (outcome.from === 'cache') {
    if (!outcome.isStale) return kept(outcome.entry, 'hit')
    // `stale-if-error`: sent although it has expired.
    return { ...kept(outcome.entry, 'fwd=stale; detail=stale-if-error'), isServable: () => true }
  }
  const { answer, entry } = outcome
  if (entry === undefined) return notKept(stations, { ...outcome, isQuery })
  if (stations.settings.production) return kept(entry, 'fwd=miss')
  // Outside production the answer carries its own trace, so it is not the one that is kept.
  const now = stations.invalidation.now()
  return withHeaders(answer, keptHeaders({ entry, lifetimes: operation.lifetimes, now, status: 'fwd=miss' }))
}

export interface NotKeptAnswer {
  answer: MadeAnswer
  isQuery: boolean
  forward: 'miss' | 'bypass'
  detail: string | undefined
}

export function notKept(
  { settings }: Pick<Stations, 'settings'>,
  { answer, isQuery, forward, detail }: NotKeptAnswer,
): MadeAnswer {
  const isGood = isQuery && !answer.hasErrors
  // Outside production the bytes contain timings, which differ each time.
  if (isGood && settings.production) answer.etag = entityTag(answer.body)
  return withHeaders(answer, notKeptHeaders({ forward, detail, isGood }))
}

type KeptStatus = Parameters<typeof keptHeaders>[0]['status']

interface Kept {
  entry: CacheEntry
  status: KeptStatus
}

function keptAnswer(
  { cache, invalidation }: Stations,
  { operation: { lifetimes }, question }: AdmittedOperation & { question: Question },
  { entry, status }: Kept,
): KeptAnswer {
  const headers = keptHeaders({ entry, lifetimes, now: invalidation.now(), status })
  return { kind: 'kept', entry, headers, isServable: () => cache.isServable(entry, question) }
}

interface HowToExecute {
  recorder: ExecutionRecorder | undefined
  /** The life shared by all requests that wait for this execution */
  work: SharedLife
}

/** Array reads share their statements, so they skip the queue of large operations. */
function execute(stations: Stations, admitted: AdmittedOperation, how: HowToExecute): Promise<Execution<MadeAnswer>> {
  const { scope, operation, cost } = admitted
  const isAlone = scope.shared === undefined && operation.operation.operation === 'query'
  return stations.limitConcurrency(isAlone ? cost : 0, () => executeNow(stations, admitted, how), how.work)
}

async function executeNow(
  stations: Stations,
  { scope, operation, prepared, trace, start, name, known }: AdmittedOperation,
  { recorder, work }: HowToExecute,
): Promise<Execution<MadeAnswer>> {
  const { settings, formatError } = stations
  const session = scope.shared ?? openLoaderSession(stations, scope, { needs: operation.needs, life: work })
  // A trace of this execution alone: an entry may be refreshed and executed at the same time.
  const isRegistered = known.origin === 'registered'
  const own = { ...emptyTrace(), recorder, sent: trace.sent ?? [], isRegistered }
  const context = stations.createContext({ scope, session, trace: own, recorder, start })
  const result = await prepared.run(context, recorder, scope.room).finally(() => addTo(trace, own))
  const { mediaType } = scope.request
  const extensions = answerExtensions(settings, trace)
  const shown = scope.hasEndedSession ? { ...result, errors: result.errors.map(explainEndedSession) } : result
  const answer: MadeAnswer = { kind: 'made', ...resultAnswer(shown, { mediaType, formatError, extensions, name }) }
  return {
    answer,
    body: recorder === undefined ? undefined : keptBody(stations, result, answer),
    sql: trace,
    mark: session.mark,
    isUnavailable: answer.status === 503,
  }
}

/** Outside production a kept body carries a trace of zero, because answering it takes no SQL. */
function keptBody({ settings }: Stations, { data, errors }: Result, answer: MadeAnswer): Buffer | undefined {
  if (errors.length > 0) return undefined
  if (settings.production) return Buffer.from(answer.body)
  return Buffer.from(JSON.stringify({ data, extensions: answerExtensions(settings) }))
}
