import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeEntry, encodeEntry } from '../../../src/gateway/caching/store/redis/blob.ts'
import { frameBytes, seal } from '../../../src/gateway/caching/store/redis/frame.ts'
import { decodeText, encodeText } from '../../../src/gateway/caching/store/redis/textBlob.ts'
import { anyEntry, entryOf } from '../../support/caching/entries.ts'

describe('an entry as a value', () => {
  test('comes back as it was, wherever it lies in the bytes that a socket gave', () => {
    fc.assert(
      fc.property(anyEntry, fc.nat(9), (entry, offset) => {
        const read = Buffer.concat([Buffer.alloc(offset, 7), encodeEntry(entry)]).subarray(offset)
        expect(decodeEntry(read, entry.key)).toEqual(entry)
      }),
    )
  })

  test('is not there under any other key', () => {
    fc.assert(
      fc.property(anyEntry, fc.string({ unit: 'grapheme' }), (entry, key) => {
        fc.pre(key !== entry.key)
        expect(decodeEntry(encodeEntry(entry), key)).toBeUndefined()
      }),
    )
  })

  test('is not there when it is cut short, anywhere', () => {
    const bytes = encodeEntry({ ...entryOf('key'), br: Buffer.from('br'), gzip: Buffer.from('gzip') })
    for (let length = 0; length < bytes.length; length += 1) {
      expect(decodeEntry(bytes.subarray(0, length), 'key')).toBeUndefined()
    }
    expect(decodeEntry(Buffer.concat([bytes, Buffer.of(0)]), 'key')).toBeUndefined()
  })

  test('is not there when one bit of it is another, anywhere', () => {
    const bytes = encodeEntry(entryOf('key', 20))
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(decodeEntry(flipped, 'key')).toBeUndefined()
    }
  })

  test('is not there in garbage, sealed or not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (array) => {
        const garbage = Buffer.from(array)
        expect(decodeEntry(garbage, 'key')).toBeUndefined()
        if (garbage.length >= frameBytes) expect(decodeEntry(seal(garbage, 'entry'), 'key')).toBeUndefined()
      }),
      { numRuns: 1000 },
    )
  })

  test('is not there when another version wrote it', () => {
    const bytes = encodeEntry(entryOf('key'))
    bytes.writeUInt16LE(2, 2)
    expect(decodeEntry(bytes, 'key')).toBeUndefined()
  })

  test('lies in the bytes that were read: nothing is copied but tags and owners', () => {
    const bytes = encodeEntry({ ...entryOf('key'), br: Buffer.from('br') })
    const entry = decodeEntry(bytes, 'key')
    expect(entry?.body.buffer).toBe(bytes.buffer)
    expect(entry?.br?.buffer).toBe(bytes.buffer)
  })
})

describe('a text as a value', () => {
  const text = fc.string({ unit: 'grapheme' })

  test('comes back under its key and no other', () => {
    fc.assert(
      fc.property(text, text, text, (key, otherKey, content) => {
        const bytes = encodeText(key, content)
        expect(decodeText(bytes, key)).toBe(content)
        if (otherKey !== key) expect(decodeText(bytes, otherKey)).toBeUndefined()
      }),
    )
  })

  test('is not there when it is cut short, or an entry', () => {
    const bytes = encodeText('key', 'query { viewer { id } }')
    for (let length = 0; length < bytes.length; length += 1) {
      expect(decodeText(bytes.subarray(0, length), 'key')).toBeUndefined()
    }
    expect(decodeText(encodeEntry(entryOf('key')), 'key')).toBeUndefined()
  })
})
