import { createHash, hash } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { expect, test, vi } from 'vitest'
import { createPersistedOperations } from './persistedOperations.ts'
import type { TextStore } from './sharedTexts.ts'

const text = '{ room { name } }'
const sha256Hash = hash('sha256', text)
const reference = { extensions: { persistedQuery: { version: 1, sha256Hash } } }

interface Shelf extends TextStore {
  texts: Map<string, string>
  isThere: boolean
  writes: number
}

function createShelf(): Shelf {
  const shelf: Shelf = {
    texts: new Map(),
    isThere: true,
    writes: 0,
    getText: async (key) => (shelf.isThere ? { reachable: true, text: shelf.texts.get(key) } : { reachable: false }),
    async setText(key, kept) {
      shelf.writes++
      if (shelf.isThere) shelf.texts.set(key, kept)
      return shelf.isThere
    },
  }
  return shelf
}

function ask(texts: TextStore | undefined) {
  const operations = createPersistedOperations({ registered: [], recognise: false, texts })
  const recall = () => {
    const found = operations.resolve(reference)
    return found.origin === 'unknown' ? operations.recall(found) : found
  }
  return { ...operations, recall, bring: () => operations.remember({ origin: 'text', hash: sha256Hash, text }) }
}

/** Packing is done on the thread pool. */
const written = (shelf: Shelf, writes: number) =>
  vi.waitFor(() => expect(shelf.writes).toBe(writes), { interval: 1, timeout: 60_000 })

test('what one gateway remembers another one knows', async () => {
  const shelf = createShelf()
  const [one, other] = [ask(shelf), ask(shelf)]
  expect(await one.recall()).toMatchObject({ origin: 'unknown' })
  one.bring()
  await written(shelf, 1)
  expect(await other.recall()).toEqual({ origin: 'remembered', hash: sha256Hash, text })
  shelf.isThere = false // and does not ask again
  expect(await other.recall()).toEqual({ origin: 'remembered', hash: sha256Hash, text })
})

test('a text that is not that of its hash is not believed', async () => {
  const shelf = createShelf()
  const secret = '{ secret }'
  const found = { reachable: true, text: deflateRawSync(secret).toString('base64') } as const
  expect(await ask({ ...shelf, getText: async () => found }).recall()).toMatchObject({ origin: 'unknown' })
  const itself = { reachable: true, text: deflateRawSync(text).toString('base64') } as const
  expect(await ask({ ...shelf, getText: async () => itself }).recall()).toMatchObject({ origin: 'remembered' })
})

test.each([
  ['no base64', '💥'],
  ['nothing that was packed', Buffer.from('not packed').toString('base64')],
  ['what would become a gigabyte', deflateRawSync(Buffer.alloc(2 ** 30)).toString('base64')],
])('%s is not believed either', async (_what, kept) => {
  const getText = async () => ({ reachable: true, text: kept }) as const
  expect(await ask({ ...createShelf(), getText }).recall()).toMatchObject({ origin: 'unknown' })
})

test('texts of any number and length have a bounded number of places, by their packed length', async () => {
  const shelf = createShelf()
  const operations = createPersistedOperations({ registered: [], recognise: false, texts: shelf })
  const bring = (text: string) => operations.remember({ origin: 'text', hash: hash('sha256', text), text })
  const noise = (n: number, bytes: number) =>
    createHash('shake256', { outputLength: bytes }).update(`${n}`).digest('hex')
  for (let n = 0; n < 600; n++) bring(`{ room(called: "${noise(n, 8000)}") { name } }`)
  await written(shelf, 600)
  expect(shelf.texts.size).toBeLessThanOrEqual(256)
  for (let n = 0; n < 12_000; n++) bring(`{ a${n}: room { name } }`)
  await written(shelf, 12_600)
  expect(shelf.texts.size).toBeGreaterThan(4096)
  expect(shelf.texts.size).toBeLessThanOrEqual(8192 + 256)
  const lengths = [...shelf.texts].map(([key, { length }]) => (key.startsWith('short') ? length * 32 : length))
  expect(Math.max(...lengths)).toBeLessThanOrEqual(64 * 1024)
})

test('a text that is padded by a megabyte of comments is found by its hash, and takes little room', async () => {
  const shelf = createShelf()
  const padded = `#${'x'.repeat(1_000_000)}\n${text}`
  const reference = { extensions: { persistedQuery: { version: 1, sha256Hash: hash('sha256', padded) } } }
  const open = () => createPersistedOperations({ registered: [], recognise: false, texts: shelf })
  const [one, other] = [open(), open()]
  one.remember({ origin: 'text', hash: hash('sha256', padded), text: padded })
  await written(shelf, 1)
  for (const [key, kept] of shelf.texts) expect(key.length + kept.length).toBeLessThan(2100)
  const found = other.resolve(reference)
  expect(found.origin === 'unknown' && (await other.recall(found))).toMatchObject({ text: '{room{name}}' })
  expect(one.resolve(reference)).toMatchObject({ origin: 'remembered', text: '{room{name}}' })
})

test('a text that is long without its comments is not remembered', async () => {
  const shelf = createShelf()
  const long = `{ room(called: "${'x'.repeat(70_000)}") { name } }`
  const one = ask(shelf)
  one.remember({ origin: 'text', hash: hash('sha256', long), text: long })
  const reference = { extensions: { persistedQuery: { version: 1, sha256Hash: hash('sha256', long) } } }
  expect(one.resolve(reference)).toMatchObject({ origin: 'unknown' })
  expect(shelf.writes).toBe(0)
})

test('while nobody knows, a client is told to send the text', async () => {
  const shelf = createShelf()
  shelf.isThere = false
  await expect(ask(shelf).recall()).rejects.toMatchObject({ extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } })
})

test('what could not be written is written when it comes again, and otherwise once', async () => {
  const shelf = createShelf()
  shelf.isThere = false
  const one = ask(shelf)
  one.bring()
  await written(shelf, 1)
  shelf.isThere = true
  one.bring()
  await written(shelf, 2)
  one.bring()
  expect(await ask(shelf).recall()).toMatchObject({ text })
  expect(shelf.writes).toBe(2)
})

test('without a place for all each gateway knows its own', () => {
  expect(ask(undefined).recall()).toBeUndefined()
})
