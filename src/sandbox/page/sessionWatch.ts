/**
 * Whether the session that the page sends has ended. The gateway says so in a header, but only on answers that may
 * depend on the viewer: an answer without it means nothing, unless it is one that does.
 */
import { errorCodes, field } from './answerFields.ts'

export interface SessionWatch {
  /** Takes each answer of the gateway with its headers. */
  note(headers: Pick<Headers, 'get'>, answer: unknown): void
  hasEnded(): boolean
  /** Gives what ends the subscription. */
  subscribe(listener: () => void): () => void
}

export function watchSession(): SessionWatch {
  const listeners = new Set<() => void>()
  let ended = false
  return {
    note(headers, answer) {
      const now = endedNow(headers, answer) ?? ended
      if (now === ended) return
      ended = now
      for (const listener of listeners) listener()
    },
    hasEnded: () => ended,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** undefined when the answer does not tell. One that begins a session still came to a request with the old one. */
function endedNow(headers: Pick<Headers, 'get'>, answer: unknown): boolean | undefined {
  if (beginsSession(answer)) return false
  if (headers.get('compax-session') === 'expired') return true
  return asksForViewer(answer) ? false : undefined
}

/** The payload of signing in or up holds a token. */
const beginsSession = (answer: unknown): boolean =>
  Object.values(field(answer, 'data') ?? {}).some((payload) => typeof field(payload, 'token') === 'string')

/** Whatever it says of the viewer: had a session ended with it, its headers would say so. */
const asksForViewer = (answer: unknown): boolean =>
  field(field(answer, 'data'), 'viewer') !== undefined || errorCodes(answer).includes('UNAUTHENTICATED')
