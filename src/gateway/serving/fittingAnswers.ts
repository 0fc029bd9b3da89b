/** Answers as far as they fit into one: the engine has counted what it made, and neither what JSON escapes nor what was kept. */

import type { Settings } from '../../settings.ts'
import { AnswerRoom } from '../execution/answerRoom.ts'
import type { Answer } from '../http/answer.ts'
import type { MediaType } from '../http/mediaType.ts'
import { type RefusalParts, refusal } from './refusal.ts'
import type { ReadyEntry } from './runEntry.ts'

export interface FittingParts extends RefusalParts {
  settings: Pick<Settings, 'production' | 'maxAnswerBytes'>
}

export interface AnsweredEntries {
  entries: readonly ReadyEntry[]
  /** One for each entry */
  answers: Answer[]
  mediaType: MediaType
}

/** In their order: what finds no room any more is an error in place of its answer. */
export function fittingAnswers(parts: FittingParts, { entries, answers, mediaType }: AnsweredEntries): Answer[] {
  const { maxAnswerBytes } = parts.settings
  if (answers.reduce((sum, answer) => sum + mostBytes(answer), 0) <= maxAnswerBytes) return answers
  const room = new AnswerRoom(maxAnswerBytes)
  return answers.map((answer, index) => {
    const ready = entries[index]
    const bytes = answer.kept?.body.length ?? Buffer.byteLength(answer.body)
    if (ready === undefined || room.take(bytes)) return answer
    room.giveBack(bytes)
    const { entry, prepared } = ready
    const wasDone = prepared.kind === 'compiled' && prepared.operation.operation.operation === 'mutation'
    return refusal(parts, { error: room.error(wasDone), isOperation: true, mediaType, sql: entry.sql })
  })
}

/** A character is three bytes at most, and counting them takes longer than this. */
const mostBytes = ({ kept, body }: Answer): number => kept?.body.length ?? 3 * body.length
