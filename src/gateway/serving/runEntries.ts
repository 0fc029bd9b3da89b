/**
 * The second of two phases: prepared entries run, side by side where none of them changes anything. Where one does, an
 * array keeps its order: reads before the mutation, the mutation, its propagation to all instances, reads after it.
 * Neighboring mutations run one after another and wait for propagation once.
 */
import { AnswerRoom } from '../execution/answerRoom.ts'
import { untilEnd } from '../requestLife.ts'
import type { Answer } from './answer.ts'
import { afterMutation, openLoaderSession, type RequestScope } from './requestScope.ts'
import { revalidate } from './revalidate.ts'
import { isChange, type ReadyEntry, refuseEntry, runEntry } from './runEntry.ts'
import { runMutations } from './runMutations.ts'
import type { Stations } from './stations.ts'

/**
 * One answer for each entry, in their order. Send them in the tick in which this resolves, because a kept answer may
 * become old in a later one.
 */
export async function runEntries(
  stations: Stations,
  opened: RequestScope,
  entries: readonly ReadyEntry[],
): Promise<Answer[]> {
  const answers: Answer[] = []
  let scope = opened
  let failure: { error: unknown } | undefined
  for (const { isMutation, entries: own, next } of stepsOf(entries)) {
    // Earlier answers stand; no later entry can be answered in its order any more.
    if (failure !== undefined) {
      for (const ready of own) answers.push(refuseEntry(stations, scope, ready, failure.error))
    } else if (isMutation) {
      const done = await runMutations(stations, scope, own)
      answers.push(...done.answers)
      // The answer of a mutation is ready when its change has reached all instances, not when its resolvers end.
      for (const { entry } of own) entry.answeredAtMs = performance.now()
      failure = done.failure
      if (failure === undefined && next !== undefined) {
        const following = await scopeAfter(stations, done.scope, next)
        if ('error' in following) failure = following
        else scope = following
      }
    } else answers.push(...(await runReads(stations, scope, own)))
  }
  return answers
}

/** The scope of the step after mutations, or the reason why there is none. */
function scopeAfter(
  stations: Stations,
  scope: RequestScope,
  next: ReadyEntry,
): Promise<RequestScope | { error: unknown }> {
  const { trace } = next.entry
  return afterMutation(stations, scope, { trace, isPropagated: true }).catch((error: unknown) => ({ error }))
}

interface Step {
  isMutation: boolean
  entries: ReadyEntry[]
  /** The first entry of the step after it */
  next: ReadyEntry | undefined
}

/** Neighbors of one kind are one step. A refused entry joins the step before it. */
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

/** Entries of an array wait for each other, and an answer that was fresh when found may be old at the end. */
async function runReads(stations: Stations, scope: RequestScope, entries: readonly ReadyEntry[]): Promise<Answer[]> {
  const answers = await runTogether(stations, scope, entries)
  if (entries.length === 1 && !Array.isArray(scope.request.body)) return answers
  return revalidate(answers, (indexes, bypass) => {
    // Answers of the second run replace old ones, so they get a size budget of their own.
    const anew = { ...scope, room: new AnswerRoom(stations.settings.maxAnswerBytes) }
    const old = indexes.flatMap((index) => entries[index] ?? [])
    return runTogether(stations, anew, old, bypass)
  })
}

function runTogether(
  stations: Stations,
  scope: RequestScope,
  entries: readonly ReadyEntry[],
  bypass?: string,
): Promise<Answer[]> {
  const shared = entries.length > 1 ? openLoaderSession(stations, scope) : undefined
  const own = { ...scope, shared }
  return Promise.all(entries.map((ready) => runInTime(stations, own, { ready, bypass })))
}

/** When the request ends, finished answers stay; the others are refused with its reason. */
function runInTime(stations: Stations, scope: RequestScope, run: Parameters<typeof runEntry>[2]): Promise<Answer> {
  const running = runEntry(stations, scope, run)
  return untilEnd(scope.request.life, running).catch((error) => refuseEntry(stations, scope, run.ready, error))
}
