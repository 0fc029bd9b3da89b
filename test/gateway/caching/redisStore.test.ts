import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { entryOf } from '../../support/caching/entries.ts'
import { type Desk, openDesk, waiting } from '../../support/caching/redisDesk.ts'
import { type RedisServer, skipWithoutRedis, startRedis } from '../../support/caching/redisServer.ts'

let redis: RedisServer | undefined
let desk: Desk
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis?.stop())
beforeEach(skipWithoutRedis)
beforeEach(async () => {
  desk = openDesk(redis?.url ?? '')
  await desk.connects()
})
afterEach(async () => {
  await desk?.close()
  await redis?.admin('FLUSHALL')
})

describe('entries in Redis', () => {
  test('come back as they were, with their encodings', async () => {
    const entry = { ...entryOf('key', 20_000), br: Buffer.from('br'), gzip: Buffer.from('gzip'), isPrivate: true }
    desk.answers.set(entry, 60_000)
    await vi.waitFor(async () => expect(await desk.answers.get('key')).toEqual(entry), waiting)
    expect(desk.answers.counters).toMatchObject({ hits: 1, writes: 1, failures: 0, unreadable: 0 })
  })

  test('lie under one prefix, as bytes, and end by themselves', async () => {
    await desk.keep('key')
    expect(await redis?.admin('KEYS', '*')).toEqual(['compax:answer:key'])
    expect(Number(await redis?.admin('PTTL', 'compax:answer:key'))).toBeGreaterThan(50_000)
    expect(Number(await redis?.admin('STRLEN', 'compax:answer:key'))).toBeLessThan(entryOf('key').body.length + 250)
  })

  test('are not there until they are', async () => {
    expect(await desk.answers.get('key')).toBeUndefined()
    expect(desk.answers.counters).toMatchObject({ misses: 1 })
  })

  test('without a lifetime are not written', () => {
    for (const ttlMs of [0, -5, Number.NaN]) desk.answers.set(entryOf('key'), ttlMs)
    expect(desk.answers.counters).toMatchObject({ skippedWrites: 3, writes: 0 })
  })

  test('do not hold the memory of what else came from the socket', async () => {
    await desk.keep('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')
    const entries = await Promise.all([...'abcdefgh'].map((key) => desk.answers.get(key)))
    for (const entry of entries) expect(entry?.body.buffer.byteLength).toBeLessThan(1600)
  })

  test('are nowhere once the store is closed', async () => {
    await desk.keep('key')
    await desk.close()
    expect([desk.answers.state, desk.log]).toEqual(['off', []])
    expect(desk.answers.get('key')).toBeUndefined()
    desk.answers.set(entryOf('key'), 60_000)
    expect(desk.answers.counters.skippedWrites).toBe(1)
  })
})

describe('texts in Redis', () => {
  test('come back, and are known not to be there', async () => {
    expect(await desk.texts.getText('hash')).toEqual({ reachable: true, text: undefined })
    expect(await desk.texts.setText('hash', 'query { viewer { id } } # ✓', 60_000)).toBe(true)
    expect(await desk.texts.getText('hash')).toEqual({ reachable: true, text: 'query { viewer { id } } # ✓' })
  })

  test('are not known when Redis cannot be asked', async () => {
    await desk.texts.setText('hash', 'query { viewer { id } }', 60_000)
    await desk.close()
    expect(await desk.texts.getText('hash')).toEqual({ reachable: false })
    expect(await desk.texts.setText('hash', 'x', 60_000)).toBe(false)
  })
})
