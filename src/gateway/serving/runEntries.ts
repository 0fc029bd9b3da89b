/**
 * The second of two phases: prepared entries run, side by side where none of them changes anything. Where one does, an
 * array keeps its order: reads before the mutation, the mutation, its propagation to all instances, reads after it.
 * Neighboring mutations run one after another and wait for propagation once.
 */
import { AnswerRoom } from '../execution/answerRoom.ts'
import type { Answer } from '../http/answer.ts'
import { untilEnd } from '../requestLife.ts'
import { observe } from './observe.ts'
import { renewOld } from './renewOld.ts'
import { afterMutation, openReading, type RequestScope } from './requestScope.ts'
import { type EntryParts, isChange, type ReadyEntry, refuseEntry, runEntry } from './runEntry.ts'
import { runMutations } from './runMutations.ts'

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
      for (const ready of own) {
        const answer = refuseEntry(parts, scope, ready, failure.error)
        observe(parts, scope, ready.entry, answer)
        answers.push(answer)
      }
    } else if (isMutation) {
      const done = await runMutations(parts, scope, own)
      for (const [index, ready] of own.entries()) observe(parts, scope, ready.entry, done.answers[index])
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

/** Entries of an array wait for each other, and what was fresh when it was found may be old when the last is there. */
async function runReads(parts: EntryParts, scope: RequestScope, entries: readonly ReadyEntry[]): Promise<Answer[]> {
  const runAll = async (own: RequestScope, some: readonly ReadyEntry[], bypass?: string) => {
    const shared = some.length > 1 ? openReading(parts, own) : undefined
    return await Promise.all(some.map((ready) => runInTime(parts, { ...own, shared }, { ready, bypass })))
  }
  const answers = await runAll(scope, entries)
  for (const [index, ready] of entries.entries()) observe(parts, scope, ready.entry, answers[index])
  if (entries.length === 1 && !Array.isArray(scope.request.body)) return answers
  return renewOld(answers, (indexes, bypass) => {
    // What is made anew takes the place of what took its room before.
    const anew = { ...scope, room: new AnswerRoom(parts.settings.maxAnswerBytes) }
    const old = indexes.flatMap((index) => entries[index] ?? [])
    return runAll(anew, old, bypass)
  })
}

/** What has its answer stands when the request ends; the others are refused for the reason of that. */
function runInTime(parts: EntryParts, scope: RequestScope, run: Parameters<typeof runEntry>[2]): Promise<Answer> {
  const running = runEntry(parts, scope, run)
  return untilEnd(scope.request.life, running).catch((error) => refuseEntry(parts, scope, run.ready, error))
}
