/**
 * Values by key, bounded in bytes, kept by how often they are asked for (W-TinyLFU). One walk through everything does
 * not evict values that are in constant use, as it would with the least recently used.
 */
import { BoundedCache as FrequencyCache } from 'transitory'

export interface BoundedCache<Value> {
  get(key: string): Value | undefined
  /** A value that is there counts as one more use, and is weighed again */
  set(key: string, value: Value): void
  /** Without counting as a use */
  peek(key: string): Value | undefined
  delete(key: string): boolean
  clear(): void
  keys(): string[]
  readonly entries: number
  readonly bytes: number
}

export function createBoundedCache<Value>(maxBytes: number, weigh: (value: Value) => number): BoundedCache<Value> {
  const create = () =>
    new FrequencyCache<string, Value>({ maxSize: maxBytes, weigher: (key, value) => weigh(value) + keyBytes(key) })
  let cache = create()
  return {
    get: (key) => cache.getIfPresent(key) ?? undefined,
    peek: (key) => cache.peek(key) ?? undefined,
    set(key, value) {
      // It is cheaper to ask again for a value that would evict an eighth of everything else.
      if (weigh(value) + keyBytes(key) > maxBytes / 8) return void remove(cache, key)
      cache.set(key, value)
      settle(cache)
    },
    delete: (key) => remove(cache, key),
    clear: () => {
      cache.clear()
      cache = create()
    },
    keys: () => cache.keys(),
    get entries() {
      return cache.size
    },
    get bytes() {
      return cache.weightedSize
    },
  }
}

function remove<Value>(cache: FrequencyCache<string, Value>, key: string): boolean {
  const wasThere = cache.delete(key) !== null
  settle(cache)
  return wasThere
}

/** The library evicts a while later, by a timer that would also hold up the end of the process. We do it at once. */
const settle = (cache: { cleanUp(): void }): void => cache.cleanUp()

/** The key, and what the library has for it: node, place in its map, sketch */
const keyBytes = (key: string): number => 2 * key.length + 250
