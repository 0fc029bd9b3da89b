/** Redis for the whole process: entries and texts share one link. Returns at once; its state shows later. */

import type { RemoteStore, RemoteTexts } from '../remoteStore.ts'
import type { Schedule } from './breaker.ts'
import { RedisLink, type RedisLinkOptions } from './redisLink.ts'
import { createRedisStore } from './redisStore.ts'
import { createRedisTexts } from './redisTexts.ts'
import type { RedisAddress } from './redisUrl.ts'

export interface RedisStores {
  readonly answers: RemoteStore
  readonly texts: RemoteTexts
  close(): Promise<void>
}

export interface RedisOptions extends Partial<Omit<RedisLinkOptions, 'log'>> {
  readonly log: RedisLinkOptions['log']
}

/**
 * A read that takes longer than executing is of no use; a write holds up only the reads behind it. A pause of the
 * breaker and a connection on a busy machine fit into the wait for a second try. Tests give their own.
 */
const defaultDeadlines = { connectMs: 1000, readMs: 50, writeMs: 250, recoverMs: 300 }

export function openRedis(address: RedisAddress, options: RedisOptions): RedisStores {
  const link = new RedisLink(address, {
    deadlines: defaultDeadlines,
    schedule: scheduleUnreferenced,
    random: Math.random,
    ...options,
  })
  const answers = createRedisStore(link)
  return { answers, texts: createRedisTexts(link), close: answers.close }
}

/** A retry must not keep the process alive. */
const scheduleUnreferenced: Schedule = (action, ms) => {
  const timer = setTimeout(action, ms).unref()
  return () => clearTimeout(timer)
}
