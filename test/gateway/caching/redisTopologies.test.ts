import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { entryOf } from '../../support/caching/entries.ts'
import { type Desk, openDesk, waiting } from '../../support/caching/redisDesk.ts'
import { type RedisServer, skipWithoutRedis, startRedis } from '../../support/caching/redisServer.ts'

const open: (Desk | RedisServer)[] = []
beforeEach(skipWithoutRedis)
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await ('stop' in thing ? thing.stop() : thing.close())
})

async function start(options: Parameters<typeof startRedis>[0] = {}): Promise<RedisServer> {
  const server = await startRedis(options)
  if (server === undefined) throw new Error('no redis-server')
  open.push(server)
  return server
}

async function use(url: string): Promise<Desk> {
  const desk = openDesk(url)
  open.push(desk)
  await desk.connects()
  return desk
}

test('a cluster is used through any of its nodes, whichever holds the key', async () => {
  const nodes = await Promise.all([1, 2].map(() => start({ args: ['--cluster-enabled', 'yes'] })))
  const [first, second] = nodes
  await first?.admin('CLUSTER', 'ADDSLOTSRANGE', '0', '8000')
  await second?.admin('CLUSTER', 'ADDSLOTSRANGE', '8001', '16383')
  await first?.admin('CLUSTER', 'MEET', '127.0.0.1', `${second?.port}`)
  for (const node of nodes) {
    await vi.waitFor(async () => expect(await node.admin('CLUSTER', 'INFO')).toContain('cluster_state:ok'), waiting)
  }
  const desk = await use(`redis+cluster://127.0.0.1:1,127.0.0.1:${first?.port}`)
  const keys = Array.from({ length: 20 }, (_, index) => `key${index}`)
  await desk.keep(...keys)
  expect(await Promise.all(keys.map((key) => desk.answers.get(key)))).toEqual(keys.map((key) => entryOf(key)))
  for (const node of nodes) expect(Number(await node.admin('DBSIZE'))).toBeGreaterThan(0)

  await second?.stop()
  for (const key of keys) expect([undefined, key]).toContain((await desk.answers.get(key))?.key)
})

test('a master is found through its sentinels, and the next one after it', async () => {
  const [master, replica] = [await start(), await start()]
  await replica.admin('REPLICAOF', '127.0.0.1', `${master.port}`)
  await vi.waitFor(async () => expect(await replica.admin('INFO', 'replication')).toContain('link_status:up'), waiting)
  const configuration = `sentinel monitor campus 127.0.0.1 ${master.port} 1\n`
  const sentinel = await start({ configuration, args: ['--sentinel'] })
  const desk = await use(`redis+sentinel://127.0.0.1:1,127.0.0.1:${sentinel.port}/campus`)
  await desk.keep('key')
  expect(await desk.answers.get('key')).toEqual(entryOf('key'))

  await vi.waitFor(
    async () => expect(await sentinel.admin('SENTINEL', 'MASTER', 'campus')).toContain('num-slaves'),
    waiting,
  )
  await vi.waitFor(async () => {
    await sentinel.admin('SENTINEL', 'FAILOVER', 'campus')
  }, waiting)
  await vi.waitFor(async () => {
    desk.pauses.end()
    desk.answers.set(entryOf('later'), 60_000)
    expect(await replica.admin('EXISTS', 'compax:answer:later')).toBe(1)
    expect(String(await replica.admin('ROLE'))).toMatch(/^master/)
  }, waiting)
})
