import { describe, expect, test } from 'vitest'
import { readPurgeTags, readTag } from './readTag.ts'
import { anyOf, bulkOf, describeTag, everything, kindOf, operationTag, tagOf } from './tag.ts'

const numberOf = ({ kind, id }: { kind: number; id: number }) => tagOf(kind, id)

describe('a tag that somebody types', () => {
  test.each(['Space:42', 'buildings', 'any:Space', 'bulk:Booking', '*'])('%s is what answers carry', (text) => {
    const tag = readTag(text)
    expect(tag && describeTag(tag)).toBe(text)
  })

  test('may be a type alone: every one of them', () => {
    expect(readTag('Space')).toEqual(anyOf('Space'))
  })

  test.each(['', 'space:42', 'Space:', 'Space:x', 'Nothing', 'toString', '__proto__', 'any:Nothing'])(
    '%j is none',
    (text) => {
      expect(readTag(text)).toBeUndefined()
      expect(readPurgeTags(text)).toBeUndefined()
    },
  )
})

test('a purge of a row writes its type too, which answers of very many rows have alone', () => {
  expect(readPurgeTags('Space:42')).toEqual([tagOf(kindOf('Space'), 42), numberOf(anyOf('Space'))])
})

test('a purge of a type writes both of the tags that stand for its rows', () => {
  expect(readPurgeTags('Space')).toEqual([anyOf('Space'), bulkOf('Space')].map(numberOf))
})

test('a purge of everything, or of an operation, writes that alone', () => {
  const hash = 'ab'.repeat(32)
  expect(readPurgeTags('*')).toEqual([numberOf(everything)])
  expect(readPurgeTags(`operation:${hash}`)).toEqual([numberOf(operationTag(hash))])
})
