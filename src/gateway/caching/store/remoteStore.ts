/**
 * What the rest of the cache knows of Redis: it is an optimization. Any fault there is a miss. Nothing here throws or
 * rejects. No request waits longer than a read's deadline, and no request waits while the breaker is open.
 */
import type { CacheEntry } from './entry.ts'

/** `open`: left alone for a while; `half-open`: being tried; `off`: closed for good, or never configured. */
export type RemoteState = 'closed' | 'open' | 'half-open' | 'off'

export interface RemoteCounters {
  hits: number
  misses: number
  /** Reads that failed: late, refused, cut off, answered by an error */
  failures: number
  /** Values that were there but could not be believed: garbage, cut short, of another version or key */
  unreadable: number
  writes: number
  /** Writes that were refused or lost */
  failedWrites: number
  /** Writes that were not tried: the breaker open, or too many under way */
  skippedWrites: number
}

export interface RemoteStore {
  /** undefined at once while the breaker is open; the promise never rejects. The entry may not be fresh */
  get(key: string): Promise<CacheEntry | undefined> | undefined
  /** Never waits, never throws */
  set(entry: CacheEntry, ttlMs: number): void
  readonly state: RemoteState
  readonly counters: Readonly<RemoteCounters>
  close(): Promise<void>
}

/** "Not there" and "unknown" are different answers to a client that sent only a hash. */
export type StoredText = { readonly reachable: false } | { readonly reachable: true; readonly text: string | undefined }

/** Small texts on the same connection: remembered operations. */
export interface RemoteTexts {
  getText(key: string): Promise<StoredText>
  /** false: not kept, as far as is known. Never rejects */
  setText(key: string, text: string, ttlMs: number): Promise<boolean>
}

/** Where no Redis is configured */
export const noRemoteStore: RemoteStore = {
  get: () => undefined,
  set: () => {},
  state: 'off',
  counters: { hits: 0, misses: 0, failures: 0, unreadable: 0, writes: 0, failedWrites: 0, skippedWrites: 0 },
  close: async () => {},
}
