/**
 * A booking that has not begun and that the signed-in person may cancel. It is one of their own, else one that shows
 * them its booker. Only its owner, exam officers and admins see the booker, and they are the ones who may cancel it.
 */

import { field } from './answerFields.ts'
import type { Ask } from './exampleVariables.ts'

/**
 * In this order; `from` leaves out only what is over.
 * @internal
 */
export const bookingQuestions = (now: Date): string[] =>
  ['mine: true', 'kinds: [EVENT]'].map(
    (which) =>
      `{ bookings(first: 50, filter: { ${which}, from: "${now.toISOString()}" }) { nodes { id startsAt bookedBy { id } } } }`,
  )

/** undefined when there is none, or no person is signed in. */
export async function findBooking(ask: Ask, now: Date): Promise<unknown> {
  for (const question of bookingQuestions(now)) {
    const nodes = field(field(field(await ask(question), 'data'), 'bookings'), 'nodes')
    const found = Array.isArray(nodes) ? nodes.find((node) => isCancellable(node, now)) : undefined
    if (found !== undefined) return field(found, 'id')
  }
  return undefined
}

function isCancellable(booking: unknown, now: Date): boolean {
  const startsAt = field(booking, 'startsAt')
  const bookedBy = field(booking, 'bookedBy')
  return (
    typeof startsAt === 'string' &&
    Date.parse(startsAt) > now.getTime() &&
    typeof bookedBy === 'object' &&
    bookedBy !== null
  )
}
