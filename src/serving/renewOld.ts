/** The answers of a batch wait for each other, and what was fresh when it was found may be old when they are put together. */
import { type Answer, isOld } from '../http/answer.ts'
import type { SqlMeter } from '../loaders/scope.ts'
import { type Asked, answerCompiled, type CompiledParts } from './answerCompiled.ts'
import { openReading, type Visit } from './visit.ts'

export interface AnsweredBatch {
  visit: Visit
  /** `asked`: as it was understood and admitted, where it came so far */
  entries: readonly { asked?: Asked; sql: SqlMeter }[]
  /** One for each entry, in their order */
  answers: readonly Answer[]
  /** The answer in place of one that cannot be made anew */
  refuse(error: unknown, sql: SqlMeter): Answer
}

/**
 * Asks for what became old again, for whoever asked: in the first round of the cache, then past it, so that there is an end.
 * To be sent in the tick in which it resolves.
 */
export async function renewOld(parts: CompiledParts, batch: AnsweredBatch): Promise<Answer[]> {
  const { visit, entries, refuse } = batch
  const answers = [...batch.answers]
  for (let round = 1; ; round++) {
    const old = entries.flatMap(({ asked, sql }, index) => {
      const answer = answers[index]
      return asked !== undefined && answer !== undefined && isOld(answer) ? [{ asked, sql, index }] : []
    })
    if (old.length === 0) return answers
    // The loaders that they share hold what was read before.
    const anew: Visit = { ...visit, shared: visit.shared && openReading(parts, visit) }
    const bypass = round === 1 ? undefined : 'purged'
    await Promise.all(
      old.map(async ({ asked, sql, index }) => {
        const again = answerCompiled(parts, { ...asked, visit: anew, bypass })
        answers[index] = await again.catch((error) => refuse(error, sql))
      }),
    )
  }
}
