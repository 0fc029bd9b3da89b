/** Clients that hold an answer ask whether it still holds, with what browsers add to that: `no-cache` or `max-age=0`. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCachingGateway, statusOf, ways } from '../../support/caching/cacheClient.ts'
import { createCampusRows } from '../../support/campusRows.ts'
import type { HttpAnswer, HttpGateway } from '../../support/httpGateway.ts'

let production: HttpGateway
let development: HttpGateway
beforeAll(async () => {
  const campus = createCampusRows()
  const building = campus.building()
  for (let i = 0; i < 100; i++) campus.space(building)
  development = await startCachingGateway({ prepare: campus.insert })
  const { databaseUrl } = development
  production = await startCachingGateway({ databaseUrl, env: { NODE_ENV: 'production', LOG_LEVEL: 'silent' } })
})
afterAll(async () => {
  await production.stop()
  await development.stop()
})

let names = 0
const newQuery = () => `{ a${++names}: spaces(first: 100) { nodes { id name } } }`
const get = (gateway: HttpGateway, query: string, headers?: Record<string, string>) =>
  ways['GET text'](gateway, { query }, headers)

/** Kept, with the ETag that a client got */
async function keptTag(gateway: HttpGateway, query: string, headers?: Record<string, string>): Promise<string> {
  let answer = await get(gateway, query, headers)
  while (statusOf(answer.headers) !== 'hit') answer = await get(gateway, query, headers)
  return String(answer.headers.etag)
}

const gateways: [string, () => HttpGateway][] = [
  ['in production', () => production],
  ['in development', () => development],
]
const asking = ['no-cache', 'max-age=0', 'Max-Age=0, must-revalidate', 'no-cache, max-age = 0']
const cookie = { cookie: 'other=1' } // the cookie takes the request past the fast path

describe('an entry that is fresh', () => {
  for (const [where, gateway] of gateways) {
    for (const cacheControl of asking) {
      test(`answers If-None-Match with "${cacheControl}" by 304, ${where}`, async () => {
        const query = newQuery()
        const etag = await keptTag(gateway(), query)
        const packed = etag.replace(/"$/, '-br"')
        // What the client holds it may go on using, and the answer names it, whatever it would have been sent now.
        for (const [more, tag] of [
          [{}, etag],
          [cookie, etag],
          [{ 'accept-encoding': 'br' }, etag],
          [{}, packed],
          [{ 'accept-encoding': 'gzip', ...cookie }, packed],
        ] as const) {
          const asked = { 'cache-control': cacheControl, 'if-none-match': tag, ...more }
          const answer = await get(gateway(), query, asked)
          expect([answer.status, answer.headers.etag, answer.body.length]).toEqual([304, tag, 0])
          const other = await get(gateway(), query, { ...asked, 'if-none-match': '"other"' })
          expect([other.status, statusOf(other.headers)]).toEqual([200, 'hit'])
        }
      })
    }

    test(`is not what no-store or no-cache alone gets, ${where}`, async () => {
      const query = newQuery()
      const etag = await keptTag(gateway(), query)
      const bypass = 'fwd=bypass; detail=no-cache'
      const asks = [
        await get(gateway(), query, { 'cache-control': 'no-cache' }),
        await get(gateway(), query, { 'cache-control': 'max-age=0' }),
        await get(gateway(), query, { 'cache-control': 'no-store', 'if-none-match': etag }),
        await get(gateway(), query, { 'cache-control': 'no-cache, no-store', 'if-none-match': etag }),
        // The condition is of GET and HEAD alone.
        await ways['POST text'](gateway(), { query }, { 'cache-control': 'no-cache', 'if-none-match': etag }),
      ]
      expect(asks.map(({ headers }) => statusOf(headers))).toEqual(asks.map(() => bypass))
    })
  }

  test('that ended in between is answered by the new one', async () => {
    const query = '{ building(name: "Building 1") { floors } }'
    const etag = await keptTag(production, query)
    const client = new pg.Client({ connectionString: production.databaseUrl })
    await client.connect()
    await client.query('update buildings set floors = 7')
    await client.end()
    const asked = { 'cache-control': 'max-age=0', 'if-none-match': etag }
    let answer = await get(production, query, asked)
    while (answer.status === 304) answer = await get(production, query, asked)
    expect([answer.status, answer.graphql.data.building.floors]).toEqual([200, 7])
    expect((await get(production, query, { ...asked, 'if-none-match': String(answer.headers.etag) })).status).toBe(304)
  })
})

const plain = ({ headers, body }: HttpAnswer): string => {
  const encoding = headers['content-encoding']
  return String(encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body)
}

describe('an answer that is made for one request', () => {
  test('has a strong ETag per encoding in production, and is 304 for a client that holds the same bytes', async () => {
    const query = newQuery()
    for (const [encoding, suffix] of [
      ['identity', ''],
      ['br', '-br'],
      ['gzip', '-gz'],
    ]) {
      const headers = { 'cache-control': 'no-store', 'accept-encoding': String(encoding) }
      const answer = await get(production, query, headers)
      const etag = String(answer.headers.etag)
      expect([answer.status, etag.slice(28)]).toEqual([200, `${suffix}"`])
      expect(JSON.parse(plain(answer)).data).toBeDefined()
      const again = await get(production, query, { ...headers, 'if-none-match': etag })
      expect([again.status, again.body.length]).toEqual([304, 0])
      expect(statusOf(again.headers)).toBe('fwd=bypass; detail=no-cache')
    }
  })

  test('has the ETag that its kept answer has', async () => {
    const query = newQuery()
    const made = await get(production, query, { 'cache-control': 'no-store' })
    expect(await keptTag(production, query)).toBe(made.headers.etag)
  })

  test('has none where it holds what making it took, nor with an error or as a mutation', async () => {
    const fresh = { 'cache-control': 'no-store' }
    const signOut = { query: 'mutation { signOut { userErrors { code } } }' }
    const answers = [
      await get(development, newQuery(), fresh),
      await get(production, '{ node(id: "x") { id } }', fresh),
      await ways['POST text'](production, signOut, fresh),
    ]
    expect(answers.map(({ headers }) => headers.etag)).toEqual([undefined, undefined, undefined])
  })

  test('HEAD has the headers of GET', async () => {
    const path = `/graphql?query=${encodeURIComponent(newQuery())}`
    await production.send({ path })
    const headers = { 'cache-control': 'no-store' }
    const { headers: got } = await production.send({ path, headers })
    const head = await production.send({ path, headers, method: 'HEAD' })
    expect([head.status, head.headers.etag]).toEqual([200, got.etag])
    const conditional = { ...headers, 'if-none-match': String(got.etag) }
    expect((await production.send({ path, headers: conditional, method: 'HEAD' })).status).toBe(304)
  })
})
