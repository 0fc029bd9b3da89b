/** One prepared entry: it runs, or it is refused. */

import type { TextDoor } from '../execution/apolloDoor.ts'
import type { OperationName } from '../execution/clientErrors.ts'
import type { Answer } from '../http/answer.ts'
import type { MutationStart } from '../requestLife.ts'
import { answerOperation, notKept, type RunParts } from './answerOperation.ts'
import type { ObservingParts } from './observe.ts'
import type { Entry, ExplainedEntry, PreparedEntry } from './prepareEntries.ts'
import { refusal } from './refusal.ts'
import { createContext, openReading, type RequestScope } from './requestScope.ts'

export interface EntryParts extends RunParts, ObservingParts {
  door: TextDoor
}

/** An entry with all that is known of it before it runs */
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
  parts: EntryParts,
  scope: RequestScope,
  { ready, bypass, start }: EntryRun,
): Promise<Answer> {
  const { prepared, entry } = ready
  try {
    if (prepared.kind === 'refused') return refuseEntry(parts, scope, ready, prepared.error)
    if (prepared.kind === 'explained') return await explain(parts, scope, { entry, prepared })
    const own = scope.request.caching === 'executed' ? 'no-cache' : prepared.isFirst ? 'first' : undefined
    return await answerOperation(parts, {
      ...prepared,
      scope,
      sql: entry.sql,
      name: nameOf(entry),
      bypass: own ?? bypass,
      start,
    })
  } catch (error) {
    return refuseEntry(parts, scope, ready, error)
  }
}

async function explain(
  parts: EntryParts,
  scope: RequestScope,
  { entry, prepared }: { entry: Entry; prepared: ExplainedEntry },
): Promise<Answer> {
  const { known, variables, operationName } = prepared
  const reading = scope.shared ?? openReading(parts, scope)
  const context = createContext(parts, { scope, reading, sql: entry.sql })
  const text = { query: known.text, variables, operationName }
  const answer = await parts.door.answer(text, scope.request.mediaType, context)
  const detail = answer.hasErrors ? 'invalid' : 'introspection'
  return notKept(parts, { answer, isQuery: true, forward: 'bypass', detail })
}

export function refuseEntry(
  parts: EntryParts,
  { request: { mediaType } }: RequestScope,
  { prepared, entry }: ReadyEntry,
  error: unknown,
): Answer {
  const isOperation = prepared.kind === 'refused' && prepared.isOperation
  return refusal(parts, { error, isOperation, mediaType, sql: entry.sql, name: nameOf(entry) })
}
