import { describe, expect, test } from 'vitest'
import { tagMap } from '../../../src/campus/cacheTags.ts'
import { readPurgeTags, readTag } from '../../../src/gateway/tags/readTag.ts'
import { everything, operationTag, tagOf } from '../../../src/gateway/tags/tag.ts'

const numberOf = ({ kind, id }: { kind: number; id: number }) => tagOf(kind, id)

describe('a tag that a person types', () => {
  test.each(['Space:42', 'buildings', 'any:Space', 'bulk:Booking', '*'])('%s is what answers carry', (text) => {
    const tag = readTag(tagMap, text)
    expect(tag && tagMap.describe(tag)).toBe(text)
  })

  test('may be a type alone: every one of them', () => {
    expect(readTag(tagMap, 'Space')).toEqual(tagMap.anyOf('Space'))
  })

  test.each(['', 'space:42', 'Space:', 'Space:x', 'Nothing', 'toString', '__proto__', 'any:Nothing'])(
    '%j is none',
    (text) => {
      expect(readTag(tagMap, text)).toBeUndefined()
      expect(readPurgeTags(tagMap, text)).toBeUndefined()
    },
  )
})

test('a purge of a row writes its type too, which answers of very many rows have alone', () => {
  expect(readPurgeTags(tagMap, 'Space:42')).toEqual([
    tagOf(tagMap.kindOf('Space'), 42),
    numberOf(tagMap.anyOf('Space')),
  ])
})

test('a purge of a type writes both of the tags that stand for its rows', () => {
  expect(readPurgeTags(tagMap, 'Space')).toEqual([tagMap.anyOf('Space'), tagMap.bulkOf('Space')].map(numberOf))
})

test('a purge of everything, or of an operation, writes that alone', () => {
  const hash = 'ab'.repeat(32)
  expect(readPurgeTags(tagMap, '*')).toEqual([numberOf(everything)])
  expect(readPurgeTags(tagMap, `operation:${hash}`)).toEqual([numberOf(operationTag(hash))])
})
