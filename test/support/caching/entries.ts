/** Entries for tests: any at all, or one that says under which key it belongs. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import type { CacheEntry } from '../../../src/gateway/caching/store/entry.ts'

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
const encoded = fc.option(
  bytes.filter((buffer) => buffer.length > 0),
  { nil: undefined },
)
const integers = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 20 })
const finite = fc.double({ noNaN: true })

export const anyEntry: fc.Arbitrary<CacheEntry> = fc
  .record({
    key: fc.string({ unit: 'grapheme', maxLength: 120 }),
    body: bytes,
    etag: fc.string(),
    tags: integers.map((values) => Int32Array.from(values)),
    tagText: fc.string({ unit: 'grapheme' }),
    stamp: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    createdAt: finite,
    expiresAt: finite,
    isPrivate: fc.boolean(),
    owners: integers.map((values) => Int32Array.from(values)),
    savedMilliseconds: finite,
    savedStatements: fc.nat(),
    br: encoded,
    gzip: encoded,
  })
  .map(({ br, gzip, ...entry }) => ({
    ...entry,
    sequence: 0,
    ...(br === undefined ? {} : { br }),
    ...(gzip === undefined ? {} : { gzip }),
  }))

/** Its body names its key, so that an answer to another question is seen. */
export function entryOf(key: string, size = 200): CacheEntry {
  const body = Buffer.from(JSON.stringify({ data: { key, filling: 'x'.repeat(size) } }))
  return {
    key,
    body,
    etag: `"${createHash('sha256').update(body).digest('base64url')}"`,
    tags: Int32Array.of(1, 2, 3),
    tagText: 'any:Space',
    stamp: 12n,
    createdAt: 1_000,
    expiresAt: 61_000,
    isPrivate: false,
    owners: Int32Array.of(),
    savedMilliseconds: 1.5,
    savedStatements: 3,
    sequence: 0,
  }
}
