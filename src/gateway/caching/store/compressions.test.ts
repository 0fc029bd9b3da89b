import { randomBytes } from 'node:crypto'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { entryOf } from '../../../../test/support/caching/entries.ts'
import { createCompressions } from './compressions.ts'
import type { CacheEntry } from './entry.ts'
import { createMemoryStore } from './memoryStore.ts'

const nobody = () => {}

describe('the encodings of an entry', () => {
  test('are attached to the entry itself, both at once, and decode to its body', async () => {
    const entry = entryOf('key', 20_000)
    const compressing = createCompressions(nobody).compress(entry)
    expect([entry.br, entry.gzip]).toEqual([undefined, undefined])
    await compressing
    expect(brotliDecompressSync(entry.br ?? '').equals(entry.body)).toBe(true)
    expect(gunzipSync(entry.gzip ?? '').equals(entry.body)).toBe(true)
    expect(entry.br?.buffer.byteLength).toBe(entry.br?.length)
  })

  test('are made once, however many ask', async () => {
    const attached: CacheEntry[] = []
    const compressions = createCompressions((entry) => attached.push(entry))
    const entry = entryOf('key', 5000)
    await Promise.all(Array.from({ length: 20 }, () => compressions.compress(entry)))
    await compressions.compress(entry)
    expect(attached).toEqual([entry])
  })

  test('are weighed where the entry is kept', async () => {
    const store = createMemoryStore(2 ** 20)
    const entry = entryOf('key', 20_000)
    store.set(entry)
    const before = store.bytes
    await createCompressions(store.reweigh).compress(entry)
    expect(store.bytes).toBe(before + (entry.br?.length ?? 0) + (entry.gzip?.length ?? 0))
  })

  test('are none of what is 1 KiB or less, nor larger than what they encode', async () => {
    const small = { ...entryOf('key'), body: Buffer.alloc(1024, 'x') }
    const random = { ...entryOf('key'), body: randomBytes(5000) }
    const compressions = createCompressions(nobody)
    await compressions.compress(small)
    await compressions.compress(random)
    for (const { br, gzip } of [small, random]) expect([br, gzip]).toEqual([undefined, undefined])
    const larger = { ...entryOf('key'), body: Buffer.alloc(1025, 'x') }
    await compressions.compress(larger)
    expect(larger.gzip?.length).toBeLessThan(100)
  })

  test('wait for nobody where too many are waiting, and are made when they are asked for again', async () => {
    const compressions = createCompressions(nobody)
    const entries = Array.from({ length: 300 }, (_, index) => entryOf(`key${index}`, 3000))
    await Promise.all(entries.map(compressions.compress))
    expect(entries.filter(({ br }) => br !== undefined).length).toBeLessThan(210)
    await Promise.all(entries.slice(202).map(compressions.compress))
    expect(entries.every(({ br }) => br !== undefined)).toBe(true)
  })
})
