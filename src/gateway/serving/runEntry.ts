/** One prepared entry: it runs, or it is refused. */
import type { OperationName } from '../execution/clientErrors.ts'
import type { MutationStart } from '../requestLife.ts'
import type { Answer } from './answer.ts'
import { answerExtensions } from './extensions.ts'
import type { Entry, ExplainedEntry, PreparedEntry } from './prepareEntries.ts'
import { refusal } from './refusal.ts'
import { openLoaderSession, type RequestScope } from './requestScope.ts'
import { notKept, runOperation } from './runOperation.ts'
import type { Stations } from './stations.ts'

/** An entry with everything that is known of it before it runs */
export interface ReadyEntry {
  entry: Entry
  prepared: PreparedEntry
}

export const nameOf = ({ name, hash }: Entry): OperationName => ({ operation: name, hash })

export const isChange = ({ prepared }: ReadyEntry): boolean =>
  prepared.kind === 'compiled' && prepared.operation.operation.operation === 'mutation'

interface EntryRun {
  ready: ReadyEntry
  /** Why it must not be answered from the cache, beside what the request and the operation say */
  bypass?: string | undefined
  /** Of a mutation */
  start?: MutationStart
}

/** Never rejects: an error in one entry touches no other. */
export async function runEntry(
  stations: Stations,
  scope: RequestScope,
  { ready, bypass, start }: EntryRun,
): Promise<Answer> {
  const { prepared, entry } = ready
  try {
    if (prepared.kind === 'refused') return refuseEntry(stations, scope, ready, prepared.error)
    if (prepared.kind === 'explained') return await explain(stations, scope, { entry, prepared })
    const own = scope.request.caching === 'executed' ? 'no-cache' : prepared.isFirst ? 'first' : undefined
    const run = { scope, trace: entry.trace, name: nameOf(entry), bypass: own ?? bypass, start }
    return await runOperation(stations, { ...prepared, ...run })
  } catch (error) {
    return refuseEntry(stations, scope, ready, error)
  } finally {
    entry.answeredAtMs = performance.now()
  }
}

async function explain(
  stations: Stations,
  scope: RequestScope,
  { entry: { trace }, prepared }: { entry: Entry; prepared: ExplainedEntry },
): Promise<Answer> {
  const { known, variables, operationName } = prepared
  const session = scope.shared ?? openLoaderSession(stations, scope)
  const context = stations.createContext({ scope, session, trace })
  const text = { query: known.text, variables, operationName }
  const extensions = () => answerExtensions(stations.settings, trace)
  const answer = await stations.apollo.answer(text, { mediaType: scope.request.mediaType, context, extensions })
  const detail = answer.hasErrors ? 'invalid' : 'introspection'
  return notKept(stations, { answer: { kind: 'made', ...answer }, isQuery: true, forward: 'bypass', detail })
}

export function refuseEntry(
  stations: Stations,
  { request: { mediaType } }: RequestScope,
  { prepared, entry }: ReadyEntry,
  error: unknown,
): Answer {
  const isOperation = prepared.kind === 'refused' && prepared.isOperation
  return refusal(stations, { error, isOperation, mediaType, trace: entry.trace, name: nameOf(entry) })
}
