import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
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

test('what one gateway remembers another one knows', async () => {
  const shelf = createShelf()
  const [one, other] = [ask(shelf), ask(shelf)]
  expect(await one.recall()).toMatchObject({ origin: 'unknown' })
  one.bring()
  expect(await other.recall()).toEqual({ origin: 'remembered', hash: sha256Hash, text })
  shelf.isThere = false // and does not ask again
  expect(await other.recall()).toEqual({ origin: 'remembered', hash: sha256Hash, text })
})

test('a text that is not that of its hash is not believed', async () => {
  const shelf = createShelf()
  shelf.texts.set(sha256Hash, '{ secret }')
  expect(await ask(shelf).recall()).toMatchObject({ origin: 'unknown' })
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
  await Promise.resolve()
  await Promise.resolve()
  shelf.isThere = true
  one.bring()
  await Promise.resolve()
  await Promise.resolve()
  one.bring()
  expect([shelf.writes, shelf.texts.get(sha256Hash)]).toEqual([2, text])
})

test('without a place for all each gateway knows its own', () => {
  expect(ask(undefined).recall()).toBeUndefined()
})
