/**
 * Neighboring mutations of a request: one runs after another, and all wait for propagation once. At the deadline their
 * client gets an answer. A mutation that has begun goes on to its end and its propagation; one that has not begun never
 * does.
 */
import { MutationStart, untilEnd } from '../requestLife.ts'
import type { Answer } from './answer.ts'
import { carriesIdempotencyKey } from './idempotencyKeys.ts'
import { afterMutation, type RequestScope } from './requestScope.ts'
import { isChange, type ReadyEntry, refuseEntry, runEntry } from './runEntry.ts'
import type { Stations } from './stations.ts'

export interface MutationStep {
  answers: Answer[]
  /** Of the last mutation */
  scope: RequestScope
  failure: { error: unknown } | undefined
}

interface Started extends ReadyEntry {
  start: MutationStart
}

export async function runMutations(
  stations: Stations,
  scope: RequestScope,
  entries: readonly ReadyEntry[],
): Promise<MutationStep> {
  const { deadline } = scope.request.life
  const started = entries.map((ready): Started => ({ ...ready, start: new MutationStart(scope.request.life) }))
  try {
    return await untilEnd(deadline, carryThrough(stations, scope, started))
  } catch (error) {
    // Before propagation no answer of them may be given, because it would promise that every instance knows of the
    // change.
    const answers = started.map((one) => refuseEntry(stations, scope, one, lateError(one, error)))
    return { answers, scope, failure: { error } }
  }
}

async function carryThrough(
  stations: Stations,
  opened: RequestScope,
  entries: readonly Started[],
): Promise<MutationStep> {
  const answers: Answer[] = []
  let scope = opened
  let failure: { error: unknown } | undefined
  for (const [index, one] of entries.entries()) {
    try {
      if (isChange(one)) one.start.assertInTime()
      if (index > 0 && isChange(one) && failure === undefined) {
        scope = await afterMutation(stations, scope, { trace: one.entry.trace, isPropagated: false })
      }
    } catch (error) {
      failure ??= { error }
    }
    answers.push(
      failure
        ? refuseEntry(stations, scope, one, failure.error)
        : await runEntry(stations, scope, { ready: one, start: one.start }),
    )
  }
  try {
    await stations.invalidation.settle()
  } catch (error) {
    // It is unknown whether every instance knows of their changes, and their answers would promise it.
    answers.splice(0, answers.length, ...entries.map((one) => refuseEntry(stations, scope, one, error)))
    failure ??= { error }
  }
  return { answers, scope, failure }
}

function lateError({ start, prepared }: Started, reason: unknown): unknown {
  if (prepared.kind === 'refused') return prepared.error
  if (prepared.kind === 'explained') return reason
  return start.timeout({ isRepeatable: carriesIdempotencyKey(prepared) })
}
