/** What operators ask of a whole gateway: what its metrics say of a question, and that a purge is a miss for the next. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readOperations } from '../src/operations/manifest.ts'
import { type HttpGateway, startHttpGateway } from './httpGateway.ts'

let gateway: HttpGateway
beforeAll(async () => {
  gateway = await startHttpGateway({ env: { CACHE_MEMORY_MB: '8' } })
})
afterAll(() => gateway.stop())

const operation = readOperations().find(({ name }) => name === 'CampusMap')

async function ask(): Promise<string> {
  const answer = await gateway.post({ documentId: operation?.id })
  expect(answer.graphql.errors).toBeUndefined()
  return String(answer.headers['cache-status']).replace(/;? (ttl|detail)=.*/, '')
}

const purge = (body: object) =>
  gateway.send({
    method: 'POST',
    path: '/cache/purge',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

async function sample(series: string): Promise<number> {
  const { body } = await gateway.send({ path: '/metrics' })
  const line = body
    .toString()
    .split('\n')
    .find((candidate) => candidate.startsWith(`${series} `))
  return Number(line?.split(' ').at(-1))
}

/** The log of changes is heard some moments after the first answers. */
const holds = () => vi.waitFor(async () => expect(await sample('compax_cache_invalidation_holds')).toBe(1), 10_000)

test('an answer taken from the cache is counted, with what it saved and what is kept', async () => {
  await holds()
  expect([await ask(), await ask(), await ask()]).toEqual(['compax; fwd=miss', 'compax; hit', 'compax; hit'])
  expect(await sample('compax_cache_hits_total{operation="CampusMap",tier="memory"}')).toBe(2)
  expect(await sample('compax_cache_misses_total{operation="CampusMap"}')).toBe(1)
  expect(await sample('compax_cache_stored_total{operation="CampusMap"}')).toBe(1)
  expect(await sample('compax_cache_saved_statements_total{operation="CampusMap"}')).toBeGreaterThan(0)
  expect(await sample('compax_cache_entries')).toBe(1)
  expect(await sample('compax_cache_bytes')).toBeGreaterThan(0)
})

test.each([{ all: true }, { operation: 'CampusMap' }, { tag: 'Building' }])(
  'after a purge of %j the next answer is made anew',
  async (body) => {
    await holds()
    await ask()
    expect(await ask()).toBe('compax; hit')
    const purges = await sample('compax_cache_purges_total')
    const answer = await purge(body)
    expect([answer.status, await ask()]).toEqual([200, 'compax; fwd=miss'])
    expect(await sample('compax_cache_purges_total')).toBeGreaterThan(purges)
  },
)

test('a purge of something else leaves it', async () => {
  await holds()
  await ask()
  expect((await purge({ operation: 'RoomWeek' })).status).toBe(200)
  expect(await ask()).toBe('compax; hit')
})

test('without a Redis there is nothing of one', async () => {
  const { body } = await gateway.send({ path: '/metrics' })
  expect(body.toString()).not.toContain('redis_breaker')
})
