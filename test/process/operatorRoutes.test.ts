/** What operators ask of a whole gateway: what its metrics say of a question, and that a purge is a miss for the next. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readOperations } from '../../src/gateway/operations/manifest.ts'
import { type HttpGateway, startHttpGateway } from '../support/httpGateway.ts'

let gateway: HttpGateway
beforeAll(async () => {
  gateway = await startHttpGateway({ env: { CACHE_MEMORY_MB: '64' } })
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

test('requests are counted however they are answered: made, kept, by GET, refused', async () => {
  await holds()
  const [ok, error] = ['ok', 'error'].map(
    (outcome) => `compax_requests_total{operation="CampusMap",outcome="${outcome}"}`,
  )
  const before = [await sample(ok ?? ''), await sample(error ?? '')]
  const documentId = operation?.id
  await ask()
  await gateway.post([{ documentId }, { documentId }])
  for (let time = 0; time < 3; time += 1) await gateway.get({ documentId })
  await gateway.post({ documentId, variables: { first: 'many' } })
  expect([await sample(ok ?? ''), await sample(error ?? '')]).toEqual([(before[0] ?? 0) + 6, (before[1] ?? 0) + 1])
})

test('operations that are not registered are counted together, whatever clients call them', async () => {
  await holds()
  const names = [...Array.from({ length: 50 }, (_, index) => `Client${index}`), 'CampusMap']
  const entries = names.map((name) => ({ query: `query ${name} { buildings { nodes { name } } }` }))
  const requests = (name: string) => sample(`compax_requests_total{operation="${name}",outcome="ok"}`)
  const before = [await requests('other'), await requests('CampusMap')]
  // First by graphql-js, then compiled, then from the cache, then known by their bytes.
  for (const entry of [...entries, ...entries, ...entries, ...entries]) await gateway.post(entry)
  expect([await requests('other'), await requests('CampusMap')]).toEqual([(before[0] ?? 0) + 4 * 51, before[1]])
  expect(await sample('compax_cache_hits_total{operation="other",tier="memory"}')).toBeGreaterThanOrEqual(51)
  expect((await gateway.send({ path: '/metrics' })).body.toString()).not.toContain('Client')
})

test('without a Redis there is nothing of one', async () => {
  const { body } = await gateway.send({ path: '/metrics' })
  expect(body.toString()).not.toContain('redis_breaker')
})
