import fc from 'fast-check'
import { LRUCache } from 'lru-cache'
import { describe, expect, test } from 'vitest'
import type { CacheEntry } from '../../../src/gateway/caching/store/entry.ts'
import { createMemoryStore, entryBytes } from '../../../src/gateway/caching/store/memoryStore.ts'
import { entryOf } from '../../support/caching/entries.ts'
import { bestHitRate, createRequests } from '../../support/caching/requests.ts'

const key = fc.nat(30).map((number) => `key${number}`)
const step = fc.oneof(
  { weight: 60, arbitrary: fc.record({ do: fc.constant('set' as const), key, size: fc.nat(6000) }) },
  { weight: 20, arbitrary: fc.record({ do: fc.constant('get' as const), key }) },
  { weight: 10, arbitrary: fc.record({ do: fc.constant('encode' as const), key, size: fc.nat(3000) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
)

describe('the entries in process', () => {
  test('are what was set last, never more than fit, and what is counted is what is there', () => {
    const maxBytes = 64 * 1024
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 300, size: 'max' }), (steps) => {
        const store = createMemoryStore(maxBytes)
        const lastSet = new Map<string, ReturnType<typeof entryOf>>()
        for (const action of steps) {
          if (action.do === 'set') {
            const entry = entryOf(action.key, action.size)
            lastSet.set(action.key, entry)
            store.set(entry)
          } else if (action.do === 'get') {
            expect([undefined, lastSet.get(action.key)]).toContain(store.get(action.key))
          } else if (action.do === 'delete') {
            store.delete(action.key)
            lastSet.delete(action.key)
          } else if (action.do === 'encode') {
            const entry = lastSet.get(action.key)
            if (entry === undefined) continue
            entry.gzip = Buffer.alloc(action.size)
            store.reweigh(entry)
          } else {
            store.clear()
            lastSet.clear()
          }
          expect(store.bytes).toBeLessThanOrEqual(maxBytes)
        }
        const kept = [...lastSet.values()].filter((entry) => store.get(entry.key) === entry)
        expect(store.entries).toBe(kept.length)
        const keyBytes = kept.reduce((sum, entry) => sum + 2 * entry.key.length + 250, 0)
        expect(store.bytes).toBe(kept.reduce((sum, entry) => sum + entryBytes(entry), keyBytes))
      }),
      { numRuns: 300 },
    )
  })

  test('give way to an encoding that is attached late', () => {
    const store = createMemoryStore(2 ** 20)
    const entries = Array.from({ length: 100 }, (_, index) => entryOf(`key${index}`, 5000))
    for (const entry of entries) store.set(entry)
    const before = store.entries
    for (const entry of entries) {
      entry.br = Buffer.alloc(20_000)
      store.reweigh(entry)
    }
    expect(before).toBe(100)
    expect(store.entries).toBeLessThan(60)
    expect(store.bytes).toBeLessThanOrEqual(2 ** 20)
  })

  test('are not brought back by an encoding of one that is gone or replaced', () => {
    const store = createMemoryStore(2 ** 20)
    const [old, current] = [entryOf('key'), entryOf('key')]
    store.set(old)
    store.set(current)
    store.reweigh(old)
    expect(store.get('key')).toBe(current)
    store.delete('key')
    store.reweigh(current)
    expect(store.get('key')).toBeUndefined()
  })

  test('have none that would push out an eighth of the others, nor what it replaces', () => {
    const store = createMemoryStore(2 ** 20)
    store.set(entryOf('key'))
    store.set(entryOf('key', 200_000))
    expect(store.get('key')).toBeUndefined()
    expect(store.bytes).toBe(0)
  })

  test('are none where there is to be no memory', () => {
    const store = createMemoryStore(0)
    store.set(entryOf('key'))
    expect(store.get('key')).toBeUndefined()
    expect([store.entries, store.bytes]).toEqual([0, 0])
  })

  test('that are asked for often stay when everything is walked through once, unlike the least recently used', () => {
    const [shape, maxBytes] = [{ seed: 7, keys: 5000, count: 60_000 }, 4 * 2 ** 20]
    const store = createMemoryStore(maxBytes)
    const minRecent = new LRUCache<string, CacheEntry>({ maxSize: maxBytes, sizeCalculation: entryBytes })
    const hits = { store: 0, minRecent: 0, asked: 0 }
    for (const { key, size, isScan } of createRequests(shape)) {
      const entry = entryOf(key, size)
      const found = [store.get(key), minRecent.get(key)]
      if (found[0] === undefined) store.set(entry)
      if (found[1] === undefined) minRecent.set(key, entry)
      if (isScan) continue
      hits.asked += 1
      if (found[0] !== undefined) hits.store += 1
      if (found[1] !== undefined) hits.minRecent += 1
    }
    const best = bestHitRate(shape, maxBytes, (size) => entryBytes(entryOf('', size)))
    expect(hits.store / hits.asked / best).toBeGreaterThan(0.83)
    expect(hits.minRecent / hits.asked / best).toBeLessThan(0.8)
  })
})
