/**
 * The metrics of one gateway, as Prometheus reads them. Each station gets an observer to report to and a watch to
 * register with. No station knows of prom-client, and counting costs it next to nothing.
 */
import { collectDefaultMetrics, type PrometheusContentType, Registry } from 'prom-client'
import { type CacheWatch, createCacheWatch } from './cacheWatch.ts'
import { createCountingObserver } from './countingObserver.ts'
import type { CacheObserver, RequestObserver } from './observers.ts'
import { publishTallies } from './publishTallies.ts'
import { createTallies } from './tallies.ts'

export interface Metrics {
  readonly observer: CacheObserver & RequestObserver
  readonly cache: CacheWatch
  /**
   * Adds memory, processor time, the event loop and garbage collection of the process. Call it once a process, because
   * it watches the loop and collections until the process ends.
   */
  watchProcess(): void
  readonly contentType: PrometheusContentType
  text(): Promise<string>
}

/** @param operations the names of the registered operations: all others are counted as `other` */
export function createMetrics(operations: readonly string[]): Metrics {
  const registry = new Registry()
  const tallies = createTallies(operations)
  publishTallies(registry, tallies)
  return {
    observer: createCountingObserver(tallies),
    cache: createCacheWatch(registry),
    watchProcess: () => collectDefaultMetrics({ register: registry }),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  }
}
