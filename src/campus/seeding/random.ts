/**
 * Chance that repeats itself: the same path (seed, campus, purpose) gives the same stream on every machine, and streams
 * of different paths know nothing of each other, so each table can be generated again without the ones before it.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'

export interface Random {
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number
  /** True in this share of the cases, 0 to 1. */
  chance(share: number): boolean
  pick<T>(items: readonly T[]): T
  shuffled<T>(items: readonly T[]): T[]
}

export function createRandom(...path: (string | number)[]): Random {
  const name = path.join('/')
  const generator = xoroshiro128plusFromState([1, 2, 3, 4].map((word) => hash(`${word}/${name}`)))
  const whole = (least: number, most: number) => uniformInt(generator, least, most)
  const pick = <T>(items: readonly T[]): T => {
    const item = items[whole(0, items.length - 1)]
    if (item === undefined) throw new RangeError(`Nothing to pick from (${name}).`)
    return item
  }
  return {
    whole,
    chance: (share) => whole(0, 999_999) < share * 1_000_000,
    pick,
    shuffled: (items) =>
      items
        .map((item) => ({ item, place: whole(0, 0x7fffffff) }))
        .sort((a, b) => a.place - b.place)
        .map(({ item }) => item),
  }
}

/** FNV-1a, then the last mixing steps of MurmurHash3, without which names that end alike have hashes that are alike. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return value ^ (value >>> 16)
}
