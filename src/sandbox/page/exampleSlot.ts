/** The next whole hour at which a classroom is free, with that room. */

import { firstScalar } from './answerFields.ts'
import { exampleTime } from './exampleTime.ts'
import type { Ask } from './exampleVariables.ts'

const hourMs = 3_600_000
/** A campus that is full for longer has no example. */
const hoursAhead = 24

export interface FreeSlot {
  room: unknown
  startsAt: string
  endsAt: string
}

/** @internal */
export const slotQuestion = (startsAt: string, endsAt: string): string =>
  `{ freeSpaces(startsAt: "${startsAt}", endsAt: "${endsAt}", filter: { kind: CLASSROOM }, first: 1) { nodes { room: id } } }`

/** One hour after another, because most often a room is free in the first, and each costs a search of all rooms. */
export async function findFreeSlot(ask: Ask, now: Date): Promise<FreeSlot | undefined> {
  for (let hour = 0; hour < hoursAhead; hour++) {
    const then = new Date(now.getTime() + hour * hourMs)
    const [startsAt = '', endsAt = ''] = ['startsAt', 'endsAt'].map((name) => exampleTime(name, 'DateTime', then))
    const answer = await ask(slotQuestion(startsAt, endsAt))
    const room = firstScalar('room', answer)
    if (room !== undefined) return { room, startsAt, endsAt }
    // A gateway that refuses one refuses all.
    if (typeof answer === 'object' && answer !== null && 'errors' in answer) return undefined
  }
  return undefined
}
