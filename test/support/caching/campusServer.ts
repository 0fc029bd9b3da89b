/** For the long versions: a database of their own on an embedded server, and a Redis, gone when the work is done. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../../src/postgres/openDatabase.ts'
import { type RedisServer, startRedis } from './redisServer.ts'

export async function withServers(
  work: (databaseUrl: string, redis: RedisServer | undefined) => Promise<void>,
): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'compax-cache-'))
  const database = await openDatabase({ databaseUrl: undefined, databaseDirectUrl: undefined, dataDir }, console.log)
  const redis = await startRedis()
  if (redis === undefined) console.log('There is no redis-server on PATH: in memory alone.')
  try {
    await work(database.url, redis)
  } finally {
    await redis?.stop()
    await database.leave()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Of a command's arguments: `--answers 5000` */
export function numberGiven(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? otherwise : Number(process.argv[at + 1])
}
