/**
 * Entries of an array wait for each other, so an answer that was fresh when found may be old when they are put
 * together.
 */
import { type Answer, isOld } from './answer.ts'

/** Answers these entries once more, with loaders that hold nothing. @param bypass the reason to go past the cache */
export type AnswerAgain = (indexes: readonly number[], bypass: string | undefined) => Promise<Answer[]>

/**
 * Answers old entries again: in the first round by the cache, then past it, so that there is an end. Send the result in
 * the tick in which it resolves.
 */
export async function revalidate(given: readonly Answer[], answerAgain: AnswerAgain): Promise<Answer[]> {
  const answers = [...given]
  for (let round = 1; ; round++) {
    const old = answers.flatMap((answer, index) => (isOld(answer) ? [index] : []))
    if (old.length === 0) return answers
    const renewed = await answerAgain(old, round === 1 ? undefined : 'purged')
    for (const [at, index] of old.entries()) {
      const answer = renewed[at]
      if (answer !== undefined) answers[index] = answer
    }
  }
}
