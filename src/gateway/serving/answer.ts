/** The answer to one entry of a request, before it is known how HTTP carries it. */
import type { CacheEntry } from '../caching/store/entry.ts'

export type Answer = MadeAnswer | KeptAnswer

/** Made for this request */
export interface MadeAnswer {
  kind: 'made'
  status: number
  /** Without its content type */
  headers: Map<string, string>
  body: string
  hasErrors: boolean
  /** Of its errors */
  codes?: readonly string[]
  /** Strong and quoted, of `body`, where the same question could get the same bytes again */
  etag?: string
}

/** Bytes that the cache keeps */
export interface KeptAnswer {
  kind: 'kept'
  entry: CacheEntry
  headers: readonly (readonly [name: string, value: string])[]
  /** Whether the entry may still be sent after a wait. Ask it in the tick of sending */
  isServable(): boolean
}

export const bodyOf = (answer: Answer): string => (answer.kind === 'kept' ? answer.entry.body.toString() : answer.body)

/** A kept answer that had to wait for something and has become old meanwhile. */
export const isOld = (answer: Answer): boolean => answer.kind === 'kept' && !answer.isServable()
