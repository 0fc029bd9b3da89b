/** What an answer says to a client or cache that keeps it: its origin, its age, its lifetime, and its tags. */

import type { Lifetimes } from '../analysis/lifetimes.ts'
import type { CacheEntry } from './store/entry.ts'

export interface KeptHow {
  entry: CacheEntry
  lifetimes: Lifetimes
  /** The database's clock, ms */
  now: number
  /** Status of RFC 9211: `hit`, or why it was not one */
  status: 'hit' | 'fwd=miss' | 'fwd=stale; detail=stale-if-error'
}

/** Of an answer that is kept here. */
export function keptHeaders({ entry, lifetimes, now, status }: KeptHow): [name: string, value: string][] {
  const ttl = Math.max(0, Math.floor((entry.expiresAt - now) / 1000))
  // A stale answer is better than nothing for the client that asked now, but not for a client that asks a cache later.
  const usable = status.startsWith('fwd=stale') ? 0 : ttl
  const headers: [string, string][] = [
    ['cache-status', `compax; ${status}${status === 'hit' ? `; ttl=${ttl}` : ''}`],
    ['cache-control', cacheControl(entry, lifetimes, usable)],
  ]
  if (status !== 'fwd=miss') headers.push(['age', String(Math.max(0, Math.floor((now - entry.createdAt) / 1000)))])
  if (!entry.isPrivate) headers.push(['cache-tag', entry.tagText])
  return headers
}

/** Never longer than the entry is good for here. If nothing is said, a cache must ask each time, with the ETag. */
function cacheControl({ isPrivate }: CacheEntry, { browser, shared }: Lifetimes, ttl: number): string {
  const maxAge = Math.min(browser, ttl)
  if (isPrivate) return `private, max-age=${maxAge}, must-revalidate`
  return `public, max-age=${maxAge}, s-maxage=${Math.min(shared, ttl)}, must-revalidate`
}

export interface NotKept {
  forward: 'miss' | 'bypass'
  /** The reason, if there is one */
  detail: string | undefined
  /** Whether it answers a query, without errors */
  isGood: boolean
}

/** Of an answer that is not kept. */
export function notKeptHeaders({ forward, detail, isGood }: NotKept): [name: string, value: string][] {
  return [
    ['cache-status', `compax; fwd=${forward}${detail === undefined ? '' : `; detail=${detail}`}`],
    ['cache-control', isGood ? 'private, no-cache' : 'no-store'],
  ]
}

export function withHeaders<Answer extends { headers: Map<string, string> }>(
  answer: Answer,
  headers: [name: string, value: string][],
): Answer {
  for (const [name, value] of headers) answer.headers.set(name, value)
  return answer
}
