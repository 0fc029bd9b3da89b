/**
 * The requests that a cache gets: some keys far more often than others (Zipf), interrupted by walks through keys that
 * never come again. Also the hit rate of an ideal cache that knows from the start how often each key is asked.
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

export interface Request {
  key: string
  size: number
  isScan: boolean
}

interface Shape {
  seed: number
  keys: number
  count: number
}

export function* createRequests(of: Shape): Generator<Request> {
  const random = xoroshiro128plus(of.seed)
  const next = () => (random.next() >>> 0) / 2 ** 32
  let sum = 0
  const bounds = Array.from({ length: of.keys }, (_, rank) => (sum += share(rank)))
  for (let index = 0; index < of.count; index += 1) {
    const isScan = index % 6000 >= 3000
    const rank = isScan ? index : lowerBound(bounds, next() * sum)
    yield { key: isScan ? `walk${index}` : `key${rank}`, size: sizeOf(rank), isScan }
  }
}

/** The best set of keys that fits, kept for ever */
export function bestHitRate(of: Shape, maxBytes: number, bytes: (size: number) => number): number {
  const keys = Array.from({ length: of.keys }, (_, rank) => ({ share: share(rank), bytes: bytes(sizeOf(rank)) }))
  const all = keys.reduce((sum, key) => sum + key.share, 0)
  let left = maxBytes
  let found = 0
  for (const key of keys.sort((a, b) => b.share / b.bytes - a.share / a.bytes)) {
    if (key.bytes > left) break
    left -= key.bytes
    found += key.share
  }
  return found / all
}

const share = (rank: number): number => 1 / (rank + 1) ** 0.9

const sizeOf = (rank: number): number => 300 + (((rank * 2_654_435_761) >>> 0) % 4000)

function lowerBound(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
