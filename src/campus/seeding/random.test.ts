import { describe, expect, it } from 'vitest'
import { createRandom } from './random.ts'

const numbers = (...path: (string | number)[]) => {
  const random = createRandom(...path)
  return Array.from({ length: 20 }, () => random.whole(0, 1_000_000))
}

describe('createRandom', () => {
  it('repeats itself for the same path', () => {
    expect(numbers(1, 2, 'users')).toEqual(numbers(1, 2, 'users'))
  })

  it('gives another stream for another seed, campus or purpose', () => {
    const streams = [numbers(1, 2, 'users'), numbers(2, 2, 'users'), numbers(1, 3, 'users'), numbers(1, 2, 'ratings')]
    expect(new Set(streams.map(String)).size).toBe(streams.length)
  })

  it('gives every whole number of a range, both ends included', () => {
    const random = createRandom('range')
    const seen = new Set(Array.from({ length: 200 }, () => random.whole(3, 6)))
    expect([...seen].sort()).toEqual([3, 4, 5, 6])
  })

  it('is true in the share asked for', () => {
    const random = createRandom('share')
    const hits = Array.from({ length: 10_000 }, () => random.chance(0.25)).filter(Boolean).length
    expect(hits).toBeGreaterThan(2300)
    expect(hits).toBeLessThan(2700)
  })

  it('shuffles without losing anything', () => {
    const items = Array.from({ length: 50 }, (_, index) => index)
    const shuffled = createRandom('cards').shuffled(items)
    expect(shuffled).not.toEqual(items)
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items)
  })

  it('says so when there is nothing to pick from', () => {
    expect(() => createRandom('cards').pick([])).toThrow('Nothing to pick from (cards).')
  })
})
