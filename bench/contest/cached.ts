/**
 * Every contestant that has a cache. Each one fills its own cache. Ours reads from memory, and again from Redis alone;
 * the peers use the same Redis.
 */
import type { BenchDatabase } from '../database/benchDatabase.ts'
import { ask } from '../measure/ask.ts'
import { startRedis } from '../measure/redis.ts'
import type { ServerProcess } from '../measure/serverProcess.ts'
import { openWireTap } from '../measure/wireTap.ts'
import { cachePeers } from '../peers/index.ts'
import { readCampusMap } from '../works/cachedMap.ts'
import { type CachedAnswer, findStarts, getRequest } from './cachedAnswers.ts'
import { competitorOf, earlier, ours, oursBefore } from './competitor.ts'

export interface CachedOptions {
  database: BenchDatabase
  /** The folder of another checkout of the product */
  before: string | undefined
  /** Whether rows of cached answers against this peer were asked for */
  wants(peer: string): boolean
  report(line: string): void
}

export interface Entrant {
  name: string
  server: ServerProcess
  /** Cursors; a list begins at each of them */
  starts: string[]
  /** Called before the questions that should be in its cache are asked again */
  beforeHits(): void
  /** Throws unless all those answers came from its cache */
  assertHits(answers: readonly CachedAnswer[]): void
}

export interface CachedField {
  /** Ours from memory, ours from Redis, peers */
  entrants: Entrant[]
  /** Closed together with the field */
  closing: (() => Promise<void>)[]
}

export const fromRedis = 'ours-redis'
export const beforeFromRedis = 'before-redis'

export async function closeField({ closing }: CachedField): Promise<void> {
  for (const close of closing.toReversed()) await close()
}

/** Each entrant is added when it starts, so that closing the field also ends it when another one fails. */
export async function enterAll(field: CachedField, { database, before, wants, report }: CachedOptions): Promise<void> {
  const redis = await startRedis()
  field.closing.push(redis.stop)
  const operation = readCampusMap()
  const env = { REDIS_URL: redis.url }
  const add = async (server: ServerProcess, entrant: Omit<Entrant, 'server' | 'starts'>) => {
    field.closing.push(server.stop)
    field.entrants.push({ ...entrant, server, starts: await findStarts(server, operation) })
  }
  report('Filling the caches.')
  await add(await ours(env).start(database.url), ourEntrant('ours'))
  await add(await ours({ ...env, CACHE_MEMORY_MB: '0' }).start(database.url), ourEntrant(fromRedis))
  if (before !== undefined) {
    await add(await oursBefore(before, env).start(database.url), ourEntrant(earlier))
    await add(
      await oursBefore(before, { ...env, CACHE_MEMORY_MB: '0' }).start(database.url),
      ourEntrant(beforeFromRedis),
    )
  }
  for (const peer of cachePeers.filter(({ name }) => wants(name))) {
    const tap = await openWireTap(database.peerUrl)
    field.closing.push(tap.close)
    await add(await competitorOf(peer, env).start(tap.url), {
      name: peer.name,
      beforeHits: () => void tap.take(),
      assertHits: () => {
        if (tap.take().length > 0) throw new Error(`${peer.name} asked the database for what it should have cached.`)
      },
    })
  }
}

/** Whether ours answers a question from its cache when it is asked again. */
export async function hasCache({ server, starts }: Entrant): Promise<boolean> {
  const request = getRequest(readCampusMap(), { first: 1, after: starts[0] ?? null })
  await ask(server.origin, request)
  return isHit(await ask(server.origin, request))
}

const ourEntrant = (name: string) => ({
  name,
  beforeHits: () => {},
  assertHits: (answers: readonly CachedAnswer[]) => {
    const missed = answers.find(({ answer }) => !isHit(answer))
    if (missed !== undefined) throw new Error(`${name} answered with ${missed.answer.headers['cache-status']}.`)
  },
})

const isHit = ({ headers }: CachedAnswer['answer']): boolean => /^compax; hit/.test(String(headers['cache-status']))
