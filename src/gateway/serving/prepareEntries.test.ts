import { expect, test } from 'vitest'
import { prepareEntries } from './prepareEntries.ts'
import type { RequestScope } from './requestScope.ts'
import type { Stations } from './stations.ts'

/** Texts that take long to read, and that Apollo Server explains in the end */
function openDesk() {
  const read: string[] = []
  const parts = {
    settings: { trustedDocuments: 'off' },
    operations: { resolve: ({ query }: { query: string }) => ({ origin: 'text', hash: query, text: query }) },
    nameByHash: new Map(),
    compiled: {
      find: () => undefined,
      read({ text }: { text: string }) {
        read.push(text)
        const startedAtMs = performance.now()
        while (performance.now() - startedAtMs < 15);
        return { document: undefined, operation: undefined }
      },
    },
  } as unknown as Stations // no more is asked for
  const prepare = (texts: string[]) =>
    prepareEntries(
      parts,
      {} as RequestScope,
      texts.map((query) => ({ body: { query }, trace: { statements: 0, milliseconds: 0 }, name: 'other' })),
    )
  return { read, prepare }
}

test('a new text that an array repeats is read once', async () => {
  const { read, prepare } = openDesk()
  const prepared = await prepare(['{ a }', '{ b }', '{ a }', '{ a }'])
  expect(read).toEqual(['{ a }', '{ b }'])
  expect(prepared.map(({ kind }) => kind)).toEqual(Array(4).fill('explained'))
})

test('others are answered between two texts that take long to read', async () => {
  const { prepare } = openDesk()
  let turns = 0
  const preparing = prepare(['{ a }', '{ b }', '{ c }', '{ d }'])
  const count = () => {
    turns++
    timer = setImmediate(count)
  }
  let timer = setImmediate(count)
  await preparing
  clearImmediate(timer)
  expect(turns).toBeGreaterThanOrEqual(3)
})
