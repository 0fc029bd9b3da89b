/** A second application runs on the same engine: loaders, pages, rules, cache and invalidation, with nothing of the campus. */
import pg from 'pg'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createMetrics } from '../../src/gateway/observing/metrics.ts'
import { RequestLife } from '../../src/gateway/requestLife.ts'
import { encodeGlobalId } from '../../src/gateway/schema/globalId.ts'
import { type OpenGateway, openGateway } from '../../src/process/openGateway.ts'
import { readSettings } from '../../src/settings.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { createLibrary, libraryTables } from '../support/libraryApplication.ts'

let database: TestDatabase
let client: pg.Client
let open: OpenGateway

beforeEach(async () => {
  database = await freshDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query(libraryTables)
  open = await openGateway(
    {
      settings: readSettings({}),
      log: pino({ level: 'silent' }),
      application: createLibrary(),
      metrics: createMetrics([]),
      registered: [],
    },
    { url: database.url, directUrl: database.url },
  )
  await vi.waitFor(() => expect(open.invalidation.holds()).toBe(true), 10_000)
})
afterEach(async () => {
  await open.close()
  await client.end()
  await database.drop()
})

interface Answered {
  status: string
  // biome-ignore lint/suspicious/noExplicitAny: a test asserts what is in it
  data: any
  statements: number
}

async function ask(query: string, token?: string): Promise<Answered> {
  const arrivedAtMs = performance.now()
  const result = await open.gateway.handle({
    method: 'POST',
    token,
    address: '127.0.0.1',
    mediaType: 'application/json',
    arrivedAtMs,
    life: new RequestLife({ arrivedAtMs, timeoutMs: 60_000 }),
    caching: 'any',
    acceptEncoding: undefined,
    ifNoneMatch: undefined,
    raw: undefined,
    body: { query },
  })
  const { data, errors } = JSON.parse(result.kind === 'notModified' ? '' : String(result.body))
  expect(errors).toBeUndefined()
  const status = new Map(result.headers).get('cache-status') ?? ''
  return { status, data, statements: result.trace.statements }
}

const author = (id: number) => encodeGlobalId('Author', id)
const book = (id: number) => encodeGlobalId('Book', id)
const titles = (answer: Answered): string[] => answer.data.books.nodes.map(({ title }: { title: string }) => title)

describe('the library', () => {
  test('reads a page and its authors in one statement a level', async () => {
    const page = await ask('{ books(first: 4) { totalCount nodes { title author { name bookCount } } } }')
    expect(page.statements).toBe(4)
    expect(page.data.books.totalCount).toBe(9)
    expect(page.data.books.nodes[0]).toEqual({ title: 'Book 1', author: { name: 'Kofi', bookCount: 5 } })
  })

  test('turns pages with cursors of its own', async () => {
    const first = await ask('{ books(first: 4) { nodes { title } pageInfo { endCursor hasNextPage } } }')
    const { endCursor } = first.data.books.pageInfo
    const second = await ask(`{ books(first: 4, after: "${endCursor}") { nodes { title } } }`)
    expect([...titles(first), ...titles(second)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => `Book ${n}`))
  })

  test('hides what a rule hides, also from the cache', async () => {
    const email = async (token?: string) =>
      (await ask(`{ author(id: "${author(1)}") { email } }`, token)).data.author.email
    for (let round = 1; round <= 3; round++) {
      expect(await email()).toBeNull()
      expect(await email('Kofi')).toBeNull()
      expect(await email('Ama')).toBe('ama@library.example')
      expect(await email('librarian')).toBe('ama@library.example')
    }
  })

  test('is answered from the cache until a change that the database logs', async () => {
    const query = '{ books(first: 9) { nodes { title } } }'
    await ask(query)
    expect((await ask(query)).status).toContain('fwd=miss')
    expect(await ask(query)).toMatchObject({ status: expect.stringContaining('compax; hit'), statements: 0 })
    await client.query(`update books set title = 'Another' where id = 1`)
    await vi.waitFor(async () => expect(titles(await ask(query))).toContain('Another'), 5000)
  })

  test('answers its reader with the change that its own mutation made', async () => {
    const query = `{ author(id: "${author(2)}") { bookCount books { nodes { title } } } }`
    for (let round = 1; round <= 3; round++) await ask(query)
    const renamed = await ask(`mutation { rename(book: "${book(1)}", title: "world") { title } }`)
    expect(renamed.data.rename.title).toBe('Hello world')
    const after = await ask(query)
    expect(after.status).toContain('fwd=miss')
    expect(after.data.author.books.nodes.map(({ title }: { title: string }) => title)).toContain('Hello world')
  })

  test('lets an answer end at the moment at which time alone changes it', async () => {
    await client.query(`update books set closes_at = now() + interval '6 seconds' where id = 1`)
    const query = '{ openBooks }'
    await ask(query)
    await vi.waitFor(async () => expect((await ask(query)).status).toContain('hit'), 5000)
    await vi.waitFor(async () => expect((await ask(query)).data).toEqual({ openBooks: 0 }), 15_000)
  })
})
