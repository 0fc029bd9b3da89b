/**
 * `/metrics` as Prometheus reads it: which clients get an answer, what is counted, and that clients cannot make it
 * grow.
 */
import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { registerMetricsRoute } from '../../../src/gateway/http/metricsRoute.ts'
import type { CacheWatch } from '../../../src/gateway/observing/cacheWatch.ts'
import { createMetrics, type Metrics } from '../../../src/gateway/observing/metrics.ts'
import { type HttpApp, startHttpApp } from '../../support/httpApp.ts'

const running: HttpApp[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.close()))
})

interface Setting {
  metrics?: Metrics
  token?: string
  env?: Record<string, string>
}

async function start({ metrics = createMetrics(['Campus', 'Week']), token, env }: Setting = {}) {
  const app = await startHttpApp((to) => registerMetricsRoute(to, { token, metrics }), env)
  running.push(app)
  const read = async (headers = {}) => {
    const answer = await app.send({ path: '/metrics', headers })
    expect(answer.status).toBe(200)
    return answer.body.toString()
  }
  return { app, metrics, read }
}

/** The lines of samples, as a map from the series to its value. */
function samplesIn(text: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
}

const noSql = { statements: 0, milliseconds: 0 }

const watches: [keyof CacheWatch, (watch: CacheWatch) => void][] = [
  ['memory', (watch) => watch.memory(() => ({ entries: 0, bytes: 0 }))],
  ['redis', (watch) => watch.redis(() => ({ breaker: 'closed', failures: { read: 0, write: 0, unreadable: 0 } }))],
  ['invalidation', (watch) => watch.invalidation(() => ({ purges: 0, trouble: undefined }))],
  ['uncacheable', (watch) => watch.uncacheable(() => [{ operation: 'Week', reason: 'mutation' }])],
]

describe('who is answered', () => {
  test('this machine, where no token is set; through a proxy no client', async () => {
    const { app } = await start({ env: { TRUST_PROXY: '127.0.0.1' } })
    expect((await app.send({ path: '/metrics' })).status).toBe(200)
    const elsewhere = await app.send({ path: '/metrics', headers: { 'x-forwarded-for': '192.0.2.1' } })
    expect([elsewhere.status, elsewhere.code]).toEqual([403, 'FORBIDDEN'])
    expect(elsewhere.body.toString()).not.toContain('compax_')
  })

  test('with a token set, every client that has it', async () => {
    const { app } = await start({ token: 'scrape', env: { TRUST_PROXY: '127.0.0.1' } })
    const from = { 'x-forwarded-for': '192.0.2.1' }
    const right = await app.send({ path: '/metrics', headers: { ...from, authorization: 'Bearer scrape' } })
    expect(right.status).toBe(200)
    for (const headers of [{}, { authorization: 'Bearer scrap' }]) {
      const wrong = await app.send({ path: '/metrics', headers })
      expect([wrong.status, wrong.code]).toEqual([401, 'UNAUTHENTICATED'])
    }
  })
})

describe('the answer', () => {
  test('is the text format, never stored, and compressed for who takes that', async () => {
    const { app } = await start()
    const answer = await app.send({ path: '/metrics', headers: { 'accept-encoding': 'gzip' } })
    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': 'no-store',
      'content-encoding': 'gzip',
    })
    expect(gunzipSync(answer.body).toString()).toContain('# TYPE compax_requests_total counter\n')
  })

  test('is for GET and HEAD', async () => {
    const { app } = await start()
    const head = await app.send({ method: 'HEAD', path: '/metrics' })
    expect([head.status, head.body.length]).toEqual([200, 0])
    const post = await app.send({ method: 'POST', path: '/metrics' })
    expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD'])
  })

  test('has the process where it is watched', async () => {
    const { metrics, read } = await start()
    expect(await read()).not.toContain('process_')
    metrics.watchProcess()
    const samples = samplesIn(await read())
    expect(samples.process_resident_memory_bytes).toBeGreaterThan(1_000_000)
    expect(Object.keys(samples)).toContain('nodejs_eventloop_lag_p99_seconds')
  })
})

describe('what is counted', () => {
  test('of requests: how they ended, how long they took, and their SQL', async () => {
    const { metrics, read } = await start()
    metrics.observer.request('Week', 'ok', 0.1, { statements: 3, milliseconds: 1.5 })
    metrics.observer.request('Week', 'ok', 7, { statements: 2, milliseconds: 2 })
    metrics.observer.request('Week', 'error', 20_000, noSql)
    const samples = samplesIn(await read())
    const duration = 'compax_request_duration_milliseconds'
    expect(samples).toMatchObject({
      'compax_requests_total{operation="Week",outcome="ok"}': 2,
      'compax_requests_total{operation="Week",outcome="error"}': 1,
      'compax_sql_statements_total{operation="Week"}': 5,
      'compax_sql_milliseconds_total{operation="Week"}': 3.5,
      [`${duration}_bucket{operation="Week",outcome="ok",le="0.1"}`]: 1,
      [`${duration}_bucket{operation="Week",outcome="ok",le="5"}`]: 1,
      [`${duration}_bucket{operation="Week",outcome="ok",le="10"}`]: 2,
      [`${duration}_bucket{operation="Week",outcome="ok",le="+Inf"}`]: 2,
      [`${duration}_sum{operation="Week",outcome="ok"}`]: 7.1,
      [`${duration}_count{operation="Week",outcome="ok"}`]: 2,
      [`${duration}_bucket{operation="Week",outcome="error",le="10000"}`]: 0,
      [`${duration}_bucket{operation="Week",outcome="error",le="+Inf"}`]: 1,
    })
  })

  test('of the cache: by tier and reason, and what it saved', async () => {
    const { metrics, read } = await start()
    const { observer } = metrics
    const saved = { statements: 4, milliseconds: 2.5 }
    observer.hit('memory', 'Week', saved)
    observer.hit('memory', 'Week', saved)
    observer.hit('redis', 'Week', saved)
    observer.miss('Week')
    observer.bypass('Week', 'no-lease')
    observer.stale('Week')
    observer.stored('Week')
    observer.notStored('Week', 'errors')
    expect(samplesIn(await read())).toMatchObject({
      'compax_cache_hits_total{operation="Week",tier="memory"}': 2,
      'compax_cache_hits_total{operation="Week",tier="redis"}': 1,
      'compax_cache_misses_total{operation="Week"}': 1,
      'compax_cache_bypasses_total{operation="Week",reason="no-lease"}': 1,
      'compax_cache_stale_answers_total{operation="Week"}': 1,
      'compax_cache_stored_total{operation="Week"}': 1,
      'compax_cache_not_stored_total{operation="Week",reason="errors"}': 1,
      'compax_cache_saved_statements_total{operation="Week"}': 12,
      'compax_cache_saved_milliseconds_total{operation="Week"}': 7.5,
    })
  })

  test('is 0 from the start, so that the first of a kind is seen to rise', async () => {
    const { read } = await start()
    expect(samplesIn(await read())).toMatchObject({
      'compax_requests_total{operation="Campus",outcome="error"}': 0,
      'compax_cache_hits_total{operation="Campus",tier="redis"}': 0,
      'compax_cache_stale_answers_total{operation="other"}': 0,
    })
  })

  test('is the same when it is read twice', async () => {
    const { metrics, read } = await start()
    metrics.observer.miss('Week')
    metrics.observer.bypass('Week', 'no-lease')
    expect(await read()).toBe(await read())
  })

  test('survives numbers that are none', async () => {
    const { metrics, read } = await start()
    for (const milliseconds of [Number.NaN, -1, Number.POSITIVE_INFINITY, 2]) {
      metrics.observer.hit('redis', 'Week', { statements: 1, milliseconds })
      metrics.observer.request('Week', 'ok', milliseconds, noSql)
    }
    expect(samplesIn(await read())).toMatchObject({
      'compax_cache_saved_milliseconds_total{operation="Week"}': 2,
      'compax_request_duration_milliseconds_sum{operation="Week",outcome="ok"}': 2,
      'compax_requests_total{operation="Week",outcome="ok"}': 4,
    })
  })
})

describe('what clients choose', () => {
  function observeAll({ observer }: Metrics, operation: string, reason: string): void {
    observer.request(operation, 'ok', 1, noSql)
    observer.request(operation, 'error', 1, noSql)
    observer.hit('memory', operation, noSql)
    observer.miss(operation)
    observer.bypass(operation, reason)
    observer.stale(operation)
    observer.stored(operation)
    observer.notStored(operation, reason)
  }

  test('adds no series: 10,000 different operations are one, and 10,000 reasons few', async () => {
    const { metrics, read } = await start()
    for (let n = 0; n < 10_000; n += 1) observeAll(metrics, `Client${n}`, `reason ${n}`)
    const samples = samplesIn(await read())
    const operations = Object.keys(samples).map((series) => /operation="([^"]*)"/.exec(series)?.[1])
    expect([...new Set(operations)].sort()).toEqual(['Campus', 'Week', 'other'])
    expect(Object.keys(samples).length).toBeLessThan(200)
    expect(samples).toMatchObject({
      'compax_requests_total{operation="other",outcome="ok"}': 10_000,
      'compax_cache_misses_total{operation="other"}': 10_000,
      'compax_cache_bypasses_total{operation="other",reason="reason 0"}': 1,
      'compax_cache_bypasses_total{operation="other",reason="other"}': 10_000 - 32,
    })
  })

  test('cannot break the format', async () => {
    const { metrics, read } = await start()
    for (const word of ['"} 1\ncompax_requests_total 7', '__proto__', 'constructor', '\\', '']) {
      observeAll(metrics, word, word)
    }
    const text = await read()
    expect(text).not.toMatch(/^compax_requests_total 7/m)
    expect(samplesIn(text)['compax_requests_total{operation="other",outcome="ok"}']).toBe(5)
  })
})

describe('the state of the cache', () => {
  test.each(watches)('has nothing of %s before a cache registers it', async (_name, register) => {
    const { metrics, read } = await start()
    const before = Object.keys(samplesIn(await read()))
    register(metrics.cache)
    expect(Object.keys(samplesIn(await read())).length).toBeGreaterThan(before.length)
  })

  test('is read anew each time', async () => {
    const { metrics, read } = await start()
    const memory = { entries: 1, bytes: 2000 }
    const failures = { read: 0, write: 1, unreadable: 2 }
    const redis: ReturnType<Parameters<CacheWatch['redis']>[0]> = { breaker: 'closed', failures }
    const invalidation: { purges: number; trouble: string | undefined } = { purges: 3, trouble: undefined }
    metrics.cache.memory(() => memory)
    metrics.cache.redis(() => redis)
    metrics.cache.invalidation(() => invalidation)
    const well = samplesIn(await read())
    expect(well).toMatchObject({
      compax_cache_entries: 1,
      compax_cache_bytes: 2000,
      'compax_cache_redis_breaker_state{state="closed"}': 1,
      'compax_cache_redis_breaker_state{state="open"}': 0,
      'compax_cache_redis_failures_total{kind="read"}': 0,
      'compax_cache_redis_failures_total{kind="write"}': 1,
      'compax_cache_redis_failures_total{kind="unreadable"}': 2,
      compax_cache_invalidation_holds: 1,
      compax_cache_purges_total: 3,
    })
    expect(Object.keys(well).some((series) => series.startsWith('compax_cache_invalidation_trouble'))).toBe(false)
    Object.assign(memory, { entries: 0, bytes: 0 })
    Object.assign(redis, { breaker: 'open', failures: { ...failures, read: 5 } })
    Object.assign(invalidation, { purges: 4, trouble: 'database-unreachable' })
    expect(samplesIn(await read())).toMatchObject({
      compax_cache_entries: 0,
      'compax_cache_redis_breaker_state{state="closed"}': 0,
      'compax_cache_redis_breaker_state{state="open"}': 1,
      'compax_cache_redis_failures_total{kind="read"}': 5,
      compax_cache_invalidation_holds: 0,
      'compax_cache_invalidation_trouble_info{trouble="database-unreachable"}': 1,
      compax_cache_purges_total: 4,
    })
  })

  test('names the registered operations that are never cached, and why', async () => {
    const { metrics, read } = await start()
    metrics.cache.uncacheable(() => [{ operation: 'Week', reason: 'depends on the person' }])
    expect(samplesIn(await read())).toMatchObject({
      'compax_cache_uncacheable_operation_info{operation="Week",reason="depends on the person"}': 1,
    })
  })
})

test('docs/metrics.md names every metric of ours', async () => {
  const { metrics, read } = await start()
  for (const [, register] of watches) register(metrics.cache)
  const names = [...(await read()).matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name)
  const documented = await readFile(new URL('../../../docs/metrics.md', import.meta.url), 'utf8')
  expect(names.filter((name) => !documented.includes(`\`${name}\``))).toEqual([])
  const told = [...documented.matchAll(/`(compax_\w+)`/g)].map(([, name = '']) => name)
  expect(told.filter((name) => !names.includes(name))).toEqual([])
})
