/**
 * What this process's own ear has said to have applied. The others hear of a change when it does, so when it has answered is
 * the moment to look whether they have, too. It says when to look and nothing more: an answer may never come.
 */
import type { Snapshot } from './snapshot.ts'

export interface OwnAnswers {
  tell(seen: Snapshot): void
  /** Resolves when the ear has answered since this transaction, or when the signal aborts. */
  since(xid: bigint, signal: AbortSignal): Promise<void>
}

export function createOwnAnswers(): OwnAnswers {
  const waiting = new Set<{ xid: bigint; resolve(): void }>()
  let answered = 0n
  return {
    tell({ xmax }) {
      answered = xmax
      for (const one of waiting) if (one.xid < xmax) one.resolve()
    },
    async since(xid, signal) {
      if (xid < answered) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const one = { xid, resolve }
      waiting.add(one)
      signal.addEventListener('abort', () => resolve(), { once: true })
      await promise
      waiting.delete(one)
    },
  }
}
