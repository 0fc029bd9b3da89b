/**
 * The second of two phases: prepared entries run, side by side where none of them changes anything. Where one does, an
 * array keeps its order: reads before the mutation, the mutation, its propagation to all instances, reads after it.
 * Neighboring mutations run one after another and wait for propagation once.
 */
import type { TextDoor } from '../execution/textDoor.ts'
import type { Answer } from '../http/answer.ts'
import { answerOperation, notKept, type RunParts } from './answerOperation.ts'
import type { Entry, ExplainedEntry, PreparedEntry } from './prepareEntries.ts'
import { refusal } from './refusal.ts'
import { renewOld } from './renewOld.ts'
import { afterMutation, createContext, openReading, type RequestScope } from './requestScope.ts'

export interface EntryParts extends RunParts {
  door: TextDoor
}

/** An entry with all that is known of it before it runs */
export interface ReadyEntry {
  entry: Entry
  prepared: PreparedEntry
}

/** One answer for each entry, in their order. To be sent in the tick in which it resolves. */
export async function runEntries(
  parts: EntryParts,
  opened: RequestScope,
  entries: readonly ReadyEntry[],
): Promise<Answer[]> {
  const answers: Answer[] = []
  let scope = opened
  let failure: { error: unknown } | undefined
  for (const { isMutation, entries: own, next } of stepsOf(entries)) {
    // What came before stands; nothing that follows can be answered in its order any more.
    if (failure !== undefined) {
      for (const ready of own) answers.push(refuseEntry(parts, scope, ready, failure.error))
    } else if (isMutation) {
      const done = await runMutations(parts, scope, own)
      answers.push(...done.answers)
      failure = done.failure
      if (failure === undefined && next !== undefined) {
        const meter = next.entry.sql
        await afterMutation(parts, done.scope, { meter, isPropagated: true }).then(
          (following) => {
            scope = following
          },
          (error) => {
            failure = { error }
          },
        )
      }
    } else answers.push(...(await runReads(parts, scope, own)))
  }
  return answers
}

interface Step {
  isMutation: boolean
  entries: ReadyEntry[]
  /** The first entry of the step after it */
  next: ReadyEntry | undefined
}

/** Neighbors of one kind are one step; what runs nothing belongs to the step in which it stands. */
function stepsOf(entries: readonly ReadyEntry[]): Step[] {
  const steps: Step[] = []
  for (const ready of entries) {
    const last = steps.at(-1)
    const isMutation = isChange(ready)
    if (last !== undefined && (ready.prepared.kind === 'refused' || last.isMutation === isMutation)) {
      last.entries.push(ready)
    } else {
      if (last !== undefined) last.next = ready
      steps.push({ isMutation, entries: [ready], next: undefined })
    }
  }
  return steps
}

const isChange = ({ prepared }: ReadyEntry): boolean =>
  prepared.kind === 'compiled' && prepared.operation.operation.operation === 'mutation'

/** Entries of an array wait for each other, and what was fresh when it was found may be old when the last is there. */
async function runReads(parts: EntryParts, scope: RequestScope, entries: readonly ReadyEntry[]): Promise<Answer[]> {
  const runAll = async (some: readonly ReadyEntry[], bypass?: string) => {
    const shared = some.length > 1 ? openReading(parts, scope) : undefined
    return await Promise.all(some.map((ready) => runEntry(parts, { ...scope, shared }, { ready, bypass })))
  }
  const answers = await runAll(entries)
  for (const [index, ready] of entries.entries()) observe(parts, scope, ready, answers[index])
  if (entries.length === 1 && !Array.isArray(scope.request.body)) return answers
  return renewOld(answers, (indexes, bypass) =>
    runAll(
      indexes.flatMap((index) => entries[index] ?? []),
      bypass,
    ),
  )
}

interface MutationStep {
  answers: Answer[]
  /** Of the last mutation */
  scope: RequestScope
  failure: { error: unknown } | undefined
}

async function runMutations(
  parts: EntryParts,
  opened: RequestScope,
  entries: readonly ReadyEntry[],
): Promise<MutationStep> {
  const answers: Answer[] = []
  let scope = opened
  let failure: { error: unknown } | undefined
  for (const [index, ready] of entries.entries()) {
    try {
      if (index > 0 && isChange(ready) && failure === undefined) {
        scope = await afterMutation(parts, scope, { meter: ready.entry.sql, isPropagated: false })
      }
    } catch (error) {
      failure = { error }
    }
    answers.push(failure ? refuseEntry(parts, scope, ready, failure.error) : await runEntry(parts, scope, { ready }))
  }
  try {
    await parts.invalidation.settle()
  } catch (error) {
    // Whether every instance knows of what they changed is unknown, and their answers would promise it.
    answers.splice(0, answers.length, ...entries.map((ready) => refuseEntry(parts, scope, ready, error)))
    failure ??= { error }
  }
  for (const [index, ready] of entries.entries()) observe(parts, scope, ready, answers[index])
  return { answers, scope, failure }
}

interface EntryRun {
  ready: ReadyEntry
  /** Why it must not be answered from the cache, beside what the request and the operation say */
  bypass?: string | undefined
}

/** Never rejects: an error in one entry touches no other. */
async function runEntry(parts: EntryParts, scope: RequestScope, { ready, bypass }: EntryRun): Promise<Answer> {
  const { prepared, entry } = ready
  try {
    if (prepared.kind === 'refused') return refuseEntry(parts, scope, ready, prepared.error)
    if (prepared.kind === 'explained') return await explain(parts, scope, { entry, prepared })
    const own = scope.request.caching === 'executed' ? 'no-cache' : prepared.isFirst ? 'first' : undefined
    return await answerOperation(parts, { ...prepared, scope, sql: entry.sql, bypass: own ?? bypass })
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

function refuseEntry(
  parts: EntryParts,
  { request: { mediaType } }: RequestScope,
  { prepared, entry }: ReadyEntry,
  error: unknown,
): Answer {
  const isOperation = prepared.kind === 'refused' && prepared.isOperation
  return refusal(parts, { error, isOperation, mediaType, sql: entry.sql })
}

function observe(
  { observer }: EntryParts,
  { request: { arrivedAtMs } }: RequestScope,
  { entry: { name, sql } }: ReadyEntry,
  answer: Answer | undefined,
): void {
  observer.request(name, answer?.hasErrors ? 'error' : 'ok', performance.now() - arrivedAtMs, sql)
}
