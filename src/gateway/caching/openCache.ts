/** The response cache with its two tiers, as the settings want them. */
import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Application } from '../application.ts'
import type { Invalidation } from '../invalidation/invalidation.ts'
import type { CacheObserver } from '../observing/observers.ts'
import type { MadeAnswer } from '../serving/answer.ts'
import { Entries } from './entries.ts'
import { ResponseCache } from './responseCache.ts'
import { createCompressions } from './store/compressions.ts'
import type { CacheEntry } from './store/entry.ts'
import { createMemoryStore, type MemoryStore } from './store/memoryStore.ts'
import { openRedis, type RedisOptions } from './store/redis/openRedis.ts'
import type { RedisAddress } from './store/redis/redisUrl.ts'
import { noRemoteStore, type RemoteStore, type RemoteTexts } from './store/remoteStore.ts'

export interface OpenCache {
  cache: ResponseCache<MadeAnswer>
  memory: MemoryStore
  remote: RemoteStore
  /** Undefined without a Redis */
  texts: RemoteTexts | undefined
  /** Gives an entry its encodings, for clients that take one. Resolves when it has them; never rejects */
  encode(entry: CacheEntry): Promise<void>
  close(): Promise<void>
}

interface CacheSettings {
  production: boolean
  maxPageSize: number
  /** 0: nothing is kept in process */
  cacheMemoryBytes: number
  /** Undefined: answers are kept in process only */
  redis: RedisAddress | undefined
}

export interface OpenCacheOptions {
  settings: CacheSettings
  application: Pick<Application, 'tags' | 'nextChange'>
  invalidation: Invalidation
  observer: CacheObserver
  log: RedisOptions['log']
}

export function openCache({ settings, application, invalidation, observer, log }: OpenCacheOptions): OpenCache {
  const { tags, nextChange } = application
  const memory = createMemoryStore(settings.cacheMemoryBytes)
  const redis = settings.redis && openRedis(settings.redis, { log })
  const remote = redis?.answers ?? noRemoteStore
  invalidation.onReset(() => memory.clear())
  const entries = new Entries({ invalidation, memory, remote, namespace: buildFingerprint(settings) })
  const compressions = createCompressions((entry) => memory.reweigh(entry))
  return {
    cache: new ResponseCache<MadeAnswer>({
      invalidation,
      entries,
      observer,
      tags,
      timedTypes: nextChange?.types ?? [],
    }),
    memory,
    remote,
    texts: redis?.texts,
    encode: compressions.compress,
    close: async () => redis?.close(),
  }
}

const folders = ['src', 'schema', 'prisma/migrations']

/**
 * What an answer depends on besides the question and the data: the code that makes it, with its schema and tags, and
 * how it is written. Another version with the same schema does not inherit answers.
 */
function buildFingerprint({ production, maxPageSize }: CacheSettings): string {
  const project = join(import.meta.dirname, '../../..')
  const files = folders.flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile() && !file.name.endsWith('.test.ts'))
      .map(({ parentPath, name }) => join(parentPath, name)),
  )
  const build = hash(
    'sha256',
    files
      .sort()
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n'),
  )
  return `${build} ${production} ${maxPageSize}`
}
