/**
 * When a pending booking lapses: 72 hours after its creation or at its start, whichever is first, but never within 15
 * minutes of its creation, because a booking from now on must leave time to confirm it, nor after its end. The moment is
 * kept with the booking; `occupancy.ts` says what follows from it.
 */
const minuteMs = 60_000

/** A request for a room from now on arrives after that moment. */
export const latestStartMs = 15 * minuteMs

const pendingMs = 72 * 60 * minuteMs
const confirmableMs = 15 * minuteMs

export function lapseOf({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }, createdAt: Date): Date {
  const createdMs = createdAt.getTime()
  const dueMs = Math.min(createdMs + pendingMs, startsAt.getTime())
  return new Date(Math.min(Math.max(dueMs, createdMs + confirmableMs), endsAt.getTime()))
}
