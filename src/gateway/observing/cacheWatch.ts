/**
 * The state of the cache, read from its owners for each request of metrics. A state without an owner is absent: a
 * gateway without Redis has no breaker, and 0 would say that it has one.
 */

import type { Registry } from 'prom-client'
import type { RemoteState } from '../caching/store/remoteStore.ts'
import { publishCounter, publishGauge } from './publish.ts'

/** Counts since the start: reads and writes that failed or were late, and values that could not be believed */
interface RedisFailures {
  read: number
  write: number
  unreadable: number
}

/**
 * Each method is called once, with a function that reads current numbers. The function may be called at any time, and
 * must not throw.
 */
export interface CacheWatch {
  memory(read: () => { entries: number; bytes: number }): void
  redis(read: () => { breaker: RemoteState; failures: RedisFailures }): void
  /** `purges`: how often some arrived since the start; `trouble`: one word, undefined while it holds */
  invalidation(read: () => { purges: number; trouble: string | undefined }): void
  /** Registered operations that are never cached */
  uncacheable(read: () => Iterable<{ operation: string; reason: string }>): void
}

const breakerStates: RemoteState[] = ['closed', 'half-open', 'open', 'off']

export function createCacheWatch(registry: Registry): CacheWatch {
  return {
    memory(read) {
      const entries = { name: 'compax_cache_entries', help: 'Answers kept in process.' }
      publishGauge(registry, entries, () => [{ value: read().entries }])
      const bytes = { name: 'compax_cache_bytes', help: 'Bytes that they take, with their encodings.' }
      publishGauge(registry, bytes, () => [{ value: read().bytes }])
    },
    redis(read) {
      const breaker = {
        name: 'compax_cache_redis_breaker_state',
        help: '1 for the state that the breaker of Redis is in; Redis is used while it is closed.',
        labels: ['state'],
      }
      publishGauge(registry, breaker, () =>
        breakerStates.map((state) => ({ labels: { state }, value: read().breaker === state ? 1 : 0 })),
      )
      const failures = {
        name: 'compax_cache_redis_failures_total',
        help: 'Reads and writes that Redis failed or answered late, and values of it that could not be believed.',
        labels: ['kind'],
      }
      publishCounter(registry, failures, () =>
        Object.entries(read().failures).map(([kind, value]) => ({ labels: { kind }, value })),
      )
    },
    invalidation(read) {
      const holds = {
        name: 'compax_cache_invalidation_holds',
        help: '1 while purges are heard and answers may be served from the cache, else 0.',
      }
      publishGauge(registry, holds, () => [{ value: read().trouble === undefined ? 1 : 0 }])
      const troubled = {
        name: 'compax_cache_invalidation_trouble_info',
        help: 'Why it does not hold.',
        labels: ['trouble'],
      }
      publishGauge(registry, troubled, () => troubleSamples(read().trouble))
      const purges = {
        name: 'compax_cache_purges_total',
        help: 'Times that purges were heard and applied; those of one moment are one.',
      }
      publishCounter(registry, purges, () => [{ value: read().purges }])
    },
    uncacheable(read) {
      const family = {
        name: 'compax_cache_uncacheable_operation_info',
        help: 'Registered operations that are never cached, and why.',
        labels: ['operation', 'reason'],
      }
      publishGauge(registry, family, () => [...read()].map((labels) => ({ labels: { ...labels }, value: 1 })))
    },
  }
}

const troubleSamples = (trouble: string | undefined) =>
  trouble === undefined ? [] : [{ labels: { trouble }, value: 1 }]
