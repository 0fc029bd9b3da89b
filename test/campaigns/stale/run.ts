/**
 * `npm run cache:stale`: three gateways as processes of their own on one PostgreSQL and one Redis, with 0 to 50 ms between
 * any two of their steps, while ears are killed, instances paused and Redis is dropped. Prints what was counted; 1 if
 * anything old was served. `-- --mutations 1000` for fewer, `-- --healthy` without delays and faults, for the times.
 */
import { createRandom } from '../../../src/campus/seeding/random.ts'
import { numberGiven, withServers } from '../../support/caching/campusServer.ts'
import type { RedisServer } from '../../support/caching/redisServer.ts'
import { withClient } from '../../support/caching/withClient.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import { type GatewayProcess, startProcess } from '../../support/gatewayProcess.ts'
import { createSender } from '../../support/httpGateway.ts'
import { addPerson } from '../../support/people.ts'
import { measureBareSettling } from './bareSettling.ts'
import { type DelayingProxy, startDelayingProxy } from './delayingProxy.ts'
import { causeFaults } from './faults.ts'
import { measureForeignWrites } from './foreignWrites.ts'
import { openOneMoreInstance } from './oneMoreInstance.ts'
import { percentile, race } from './race.ts'

const isHealthy = process.argv.includes('--healthy')
const mutations = numberGiven('mutations', 10_000)
const random = createRandom(numberGiven('seed', 1))
const campus = createCampusRows()
const hall = campus.building()
const rooms = Array.from({ length: 24 }, () => campus.space(hall).id)

await withServers(async (databaseUrl, redis) => {
  await campus.insert(databaseUrl)
  const { headers } = await addPerson(databaseUrl, 'ADMIN')
  const proxies: DelayingProxy[] = []
  const instances = await Promise.all([1, 2, 3].map(() => startInstance({ databaseUrl, redis, proxies })))
  try {
    const signal = instances.map((instance) => (name: NodeJS.Signals) => instance.kill(name))
    const faults = isHealthy ? undefined : causeFaults({ databaseUrl, redis, signal, random, everyMs: 300 })
    const start = performance.now()
    const report = await race({ instances, headers, rooms, building: hall.id, mutations, readers: 12, random })
    await faults?.stop()
    const { took, reads, hits, stale, failed, arrays, notModified } = report
    console.log(
      `${report.mutations} mutations (${failed} failed), ${reads} reads, ${hits} of them hits, ${notModified} not modified, ${arrays} arrays, in ` +
        `${Math.round((performance.now() - start) / 1000)} s: ${stale.length} stale. ${JSON.stringify(faults?.counts ?? {})}`,
    )
    print('A mutation', took)
    for (const text of stale.slice(0, 10)) console.log(text)
    if (stale.length > 0 || hits === 0) process.exitCode = 1
    if (!isHealthy) return
    const { byOne, byAll } = await withClient(databaseUrl, (client) =>
      measureForeignWrites({ client, instances, room: rooms[0] ?? 0, writes: 300 }),
    )
    print('Written by psql until an instance shows it', byOne)
    print('Written by psql until the last of three shows it', byAll)
    // Three are healthy: two of these, and the one that measures.
    await end(instances.splice(2))
    const own = await openOneMoreInstance(databaseUrl)
    try {
      const [room = 0] = rooms
      print(
        'Written by psql until an instance serves nothing older',
        await withClient(databaseUrl, (client) => own.measureHearing(client, room, 300)),
      )
      print('Until three instances have heard of a change', await own.measureSettling(300))
    } finally {
      await own.close()
    }
    await end(instances.splice(0))
    print('The same steps by bare connections', await measureBareSettling(databaseUrl, 300))
  } finally {
    await end(instances)
    await Promise.all(proxies.map((proxy) => proxy.stop()))
  }
})

async function end(instances: GatewayProcess[]): Promise<void> {
  for (const instance of instances) instance.kill('SIGCONT')
  for (const instance of instances) instance.kill('SIGTERM')
  await Promise.all(instances.map(({ exited }) => exited))
}

function print(what: string, took: number[]): void {
  console.log(`${what}: p50 ${percentile(took, 0.5).toFixed(1)} ms, p99 ${percentile(took, 0.99).toFixed(1)} ms.`)
}

interface Placing {
  databaseUrl: string
  redis: RedisServer | undefined
  proxies: DelayingProxy[]
}

async function startInstance({ databaseUrl, redis, proxies }: Placing): Promise<GatewayProcess> {
  const by = async (port: number, maxMs: number) => {
    if (isHealthy) return port
    const proxy = await startDelayingProxy(port, () => random.whole(0, maxMs))
    proxies.push(proxy)
    return proxy.port
  }
  const url = new URL(databaseUrl)
  url.port = String(await by(Number(url.port), 50))
  const env = { DATABASE_URL: url.href, LOG_LEVEL: 'info', STATEMENT_TIMEOUT_MS: '10000' }
  const instance = startProcess({
    ...env,
    ...(redis && { REDIS_URL: `redis://127.0.0.1:${await by(redis.port, 15)}` }),
  })
  await instance.ready()
  return { ...instance, send: createSender(await instance.url()) }
}
