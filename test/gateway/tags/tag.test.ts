import { describe, expect, test } from 'vitest'
import { tagMap } from '../../../src/campus/cacheTags.ts'
import { entryTags, maxRecordedTags, tagNumbers } from '../../../src/gateway/tags/entryTags.ts'
import { purgeTags } from '../../../src/gateway/tags/purgeTags.ts'
import { generalKinds, operationTag, type Tag, tagOf } from '../../../src/gateway/tags/tag.ts'

const hash = 'f0'.repeat(32)
const textsOf = (tags: Tag[]) => tags.map((tag) => tagMap.describe(tag))
const ids = (count: number) => new Set(Array.from({ length: count }, (_, index) => index + 1))

describe('tags as text', () => {
  test.for([
    '*',
    'operation:f0f0f0f0',
    'any:Space',
    'bulk:TermBreak',
    'Space:42',
    'Space.bookings:2147483647',
    'buildings',
  ])('%s is read as it was written', (text) => {
    const tag = tagMap.parse(text)
    expect(tag && tagMap.describe(tag)).toBe(text)
  })

  test.for([
    '',
    'Space',
    'Space:',
    'Space:0',
    'Space:01',
    'Space:-1',
    'Space:2147483648',
    'Space.bookings',
    'buildings:1',
    'any:',
    'any:space',
    'any:toString',
    'operation:xyz',
    'operation:f0',
    'toString',
    '*:1',
    'Space:42 ',
  ])('"%s" is none', (text) => {
    expect(tagMap.parse(text)).toBeUndefined()
  })

  test('an operation is known by the first 31 bits of its hash', () => {
    expect(operationTag(hash)).toEqual(tagMap.parse(`operation:${hash}`))
    expect(operationTag(hash).id).toBe(0x78787878)
  })
})

test('no number of a kind or a type is given twice, and names are not either', () => {
  const numbers = [...tagMap.kinds.map(({ kind }) => kind), ...Object.values(generalKinds)]
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(new Set(Object.values(tagMap.typeNumbers)).size).toBe(Object.keys(tagMap.typeNumbers).length)
  expect(new Set(tagMap.kinds.map(({ name }) => name)).size).toBe(tagMap.kinds.length)
})

describe('the tags of an answer', () => {
  test('are what it met, and for each type the tag of a change of many rows', () => {
    const recorded = new Map([
      [tagMap.kindOf('Space'), new Set([3, 4])],
      [tagMap.kindOf('Space.bookings'), new Set([3])],
      [tagMap.kindOf('buildings'), new Set([0])],
    ])
    expect(textsOf(entryTags(tagMap, recorded, hash))).toEqual([
      '*',
      'operation:f0f0f0f0',
      'bulk:Space',
      'bulk:Booking',
      'bulk:Building',
      'Space:3',
      'Space:4',
      'Space.bookings:3',
      'buildings',
    ])
  })

  test('of very many rows are those of any change, from the largest type on, as long as there are too many', () => {
    const recorded = new Map([
      [tagMap.kindOf('Space'), ids(400)],
      [tagMap.kindOf('Booking'), ids(300)],
      [tagMap.kindOf('Building'), ids(100)],
    ])
    expect(textsOf(entryTags(tagMap, recorded, hash)).slice(0, 6)).toEqual([
      '*',
      'operation:f0f0f0f0',
      'any:Space',
      'bulk:Booking',
      'bulk:Building',
      'Booking:1',
    ])
    const all = new Map([[tagMap.kindOf('Space'), ids(maxRecordedTags + 1)]])
    expect(textsOf(entryTags(tagMap, all, hash))).toEqual(['*', 'operation:f0f0f0f0', 'any:Space'])
    expect(entryTags(tagMap, new Map([[tagMap.kindOf('Space'), ids(maxRecordedTags)]]), hash)).toHaveLength(
      maxRecordedTags + 3,
    )
  })

  test('of nothing that the database tells of is an error: no change would ever purge it', () => {
    expect(() => entryTags(tagMap, new Map([[generalKinds.any, new Set([1])]]), hash)).toThrow(
      'Nothing records tags of the kind 3.',
    )
    expect(() => entryTags(tagMap, new Map([[999, new Set([1])]]), hash)).toThrow(
      'Nothing records tags of the kind 999.',
    )
  })

  test('are numbers in the same order', () => {
    expect([...tagNumbers([tagMap.anyOf('Space'), { kind: 18, id: 7 }])]).toEqual([tagOf(3, 2), tagOf(18, 7)])
  })
})

describe('a purge by hand of', () => {
  test.for([
    ['Space:42', ['Space:42', 'any:Space']],
    ['Term.breaks:2', ['Term.breaks:2', 'any:TermBreak']],
    ['any:Space', ['any:Space', 'bulk:Space']],
    ['bulk:Space', ['any:Space', 'bulk:Space']],
    ['operation:f0f0f0f0', ['operation:f0f0f0f0']],
    ['*', ['*']],
  ] as const)('%s also meets answers with fewer tags', ([text, written]) => {
    const tag = tagMap.parse(text)
    expect(tag && textsOf(purgeTags(tagMap, tag))).toEqual(written)
  })
})
