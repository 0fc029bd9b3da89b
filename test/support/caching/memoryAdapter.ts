/** The cache in process as a store for Keyv, for values that are texts or say how many bytes they have. */
import type { KeyvStoreAdapter } from 'keyv'
import type { createBoundedCache } from '../../../src/gateway/caching/store/boundedCache.ts'

export function createMemoryAdapter(cache: ReturnType<typeof createBoundedCache<unknown>>): KeyvStoreAdapter {
  const adapter: KeyvStoreAdapter = {
    opts: { dialect: 'memory', url: '' },
    namespace: undefined,
    // Keyv says that the caller knows the type, and checks nothing.
    get: async <Value>(key: string) => cache.get(key) as Value | undefined,
    async set(key: string, value: unknown) {
      cache.set(key, value)
      return cache.peek(key) === value
    },
    delete: async (key) => cache.delete(key),
    async clear() {
      // Keyv has put its namespace in front of the keys, and clears that alone.
      const start = adapter.namespace === undefined ? '' : `${adapter.namespace}:`
      for (const key of cache.keys()) if (key.startsWith(start)) cache.delete(key)
    },
    has: async (key) => cache.peek(key) !== undefined,
    on: () => adapter,
  }
  return adapter
}

/** What a value weighs that Keyv may give: a text (its own JSON), bytes, or bytes with when they end */
export function valueBytes(value: unknown): number {
  if (typeof value === 'string') return 2 * value.length
  if (value instanceof Uint8Array) return value.byteLength
  if (typeof value === 'object' && value !== null && 'value' in value) return valueBytes(value.value)
  return 8
}
