import { describe, expect, test } from 'vitest'
import { generalKinds, kinds, typeNumbers } from '../../campus/cacheTags.ts'
import { entryTags, mostRecordedTags, tagNumbers } from './entryTags.ts'
import { purgeTags } from './purgeTags.ts'
import { anyOf, describeTag, kindOf, operationTag, parseTag, type Tag, tagOf } from './tag.ts'

const hash = 'f0'.repeat(32)
const textsOf = (tags: Tag[]) => tags.map(describeTag)
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
    const tag = parseTag(text)
    expect(tag && describeTag(tag)).toBe(text)
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
    expect(parseTag(text)).toBeUndefined()
  })

  test('an operation is known by the first 31 bits of its hash', () => {
    expect(operationTag(hash)).toEqual(parseTag(`operation:${hash}`))
    expect(operationTag(hash).id).toBe(0x78787878)
  })
})

test('no number of a kind or a type is given twice, and names are not either', () => {
  const numbers = [...kinds.map(({ kind }) => kind), ...Object.values(generalKinds)]
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(new Set(Object.values(typeNumbers)).size).toBe(Object.keys(typeNumbers).length)
  expect(new Set(kinds.map(({ name }) => name)).size).toBe(kinds.length)
})

describe('the tags of an answer', () => {
  test('are what it met, and for each type the tag of a change of many rows', () => {
    const recorded = new Map([
      [kindOf('Space'), new Set([3, 4])],
      [kindOf('Space.bookings'), new Set([3])],
      [kindOf('buildings'), new Set([0])],
    ])
    expect(textsOf(entryTags(recorded, hash))).toEqual([
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
      [kindOf('Space'), ids(400)],
      [kindOf('Booking'), ids(300)],
      [kindOf('Building'), ids(100)],
    ])
    expect(textsOf(entryTags(recorded, hash)).slice(0, 6)).toEqual([
      '*',
      'operation:f0f0f0f0',
      'any:Space',
      'bulk:Booking',
      'bulk:Building',
      'Booking:1',
    ])
    const all = new Map([[kindOf('Space'), ids(mostRecordedTags + 1)]])
    expect(textsOf(entryTags(all, hash))).toEqual(['*', 'operation:f0f0f0f0', 'any:Space'])
    expect(entryTags(new Map([[kindOf('Space'), ids(mostRecordedTags)]]), hash)).toHaveLength(mostRecordedTags + 3)
  })

  test('of nothing that the database tells of is an error: nobody would ever purge it', () => {
    expect(() => entryTags(new Map([[generalKinds.any, new Set([1])]]), hash)).toThrow(
      'Nothing records tags of the kind 3.',
    )
    expect(() => entryTags(new Map([[999, new Set([1])]]), hash)).toThrow('Nothing records tags of the kind 999.')
  })

  test('are numbers in the same order', () => {
    expect([...tagNumbers([anyOf('Space'), { kind: 18, id: 7 }])]).toEqual([tagOf(3, 2), tagOf(18, 7)])
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
    const tag = parseTag(text)
    expect(tag && textsOf(purgeTags(tag))).toEqual(written)
  })
})
