/** Keyv's own tests of a store, on ours. */
import keyvTestSuite from '@keyv/test-suite'
import Keyv from 'keyv'
import * as vitest from 'vitest'
import { createBoundedCache } from '../../src/caching/store/boundedCache.ts'
import { createMemoryAdapter, valueBytes } from '../../src/caching/store/memoryAdapter.ts'

vitest.describe('the memory store', () => {
  const cache = createBoundedCache(2 ** 20, valueBytes)
  keyvTestSuite(vitest, Keyv, () => createMemoryAdapter(cache))
})
