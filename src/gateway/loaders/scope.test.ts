import { expect, test } from 'vitest'
import type { Read } from '../database/reader.ts'
import { sql } from '../database/sql.ts'
import { batched, type Loader } from './batched.ts'
import { createLoaderScope, type LoaderScope } from './scope.ts'

const meter = () => ({ statements: 0, milliseconds: 0 })

/** A loader that answers each key with itself and keeps the keys of its batches. */
function echo(batches: number[][]) {
  return batched<number, number>({
    identity: (key) => key,
    record: () => {},
    async fetch(asked, scope: LoaderScope) {
      const keys = asked.map(({ key }) => key)
      batches.push(keys)
      await scope.read(sql`select ${keys}`, asked[0]?.meter ?? meter())
      return keys
    },
  })
}

/** Statements answer when they are let go, in any order. */
function heldReads(): { read: Read; letGo(index: number): Promise<void> } {
  const held: (() => void)[] = []
  return {
    read: <T>() => new Promise<T>((resolve) => held.push(() => resolve([] as T))),
    async letGo(index) {
      held[index]?.()
      await settled()
    },
  }
}

/** After everything that is due has run */
const settled = () => new Promise((resolve) => setImmediate(resolve))

async function askLater(first: Loader<number, number>, key: number, second: Loader<number, number>): Promise<number> {
  return second.load(await first.load(key))
}

test('what a few promise callbacks ask for is one batch', async () => {
  const batches: number[][] = []
  const loader = echo(batches)(createLoaderScope(async <T>() => [] as T))(meter())
  const later = Promise.resolve().then(() => Promise.resolve().then(() => loader.load(2)))
  expect(await Promise.all([loader.load(1), later, loader.load(1)])).toEqual([1, 2, 1])
  expect(batches).toEqual([[1, 2]])
})

test.each([[[0, 1]], [[1, 0]]])(
  'the next level is one batch, in whatever order the statements of this one answer: %j',
  async (order) => {
    const [a, b, next]: number[][][] = [[], [], []]
    const { read, letGo } = heldReads()
    const scope = createLoaderScope(read)
    const loaders = [echo(a ?? []), echo(b ?? [])].map((define) => define(scope)(meter()))
    const shared = echo(next ?? [])(scope)(meter())
    const answers = Promise.all(loaders.map((loader, i) => askLater(loader, i + 1, shared)))
    await settled()
    for (const index of order) {
      expect(next).toEqual([])
      await letGo(index)
    }
    await letGo(2)
    expect([...(await answers)].sort()).toEqual([1, 2])
    expect(next).toHaveLength(1)
  },
)

test('a batch that takes a second statement is waited for like one that takes one', async () => {
  const { read, letGo } = heldReads()
  const scope = createLoaderScope(read)
  const next: number[][] = []
  const first = scope.read(sql`select 1`, meter()).then(() => scope.read(sql`select 2`, meter()))
  const second = echo(next)(scope)(meter()).load(1)
  await letGo(0)
  expect(next).toEqual([])
  await letGo(1)
  await letGo(2)
  await Promise.all([first, second])
  expect(next).toEqual([[1]])
})

test('a statement that fails holds nothing up', async () => {
  const batches: number[][] = []
  const failing: Read = async () => {
    throw new Error('gone')
  }
  const loader = echo(batches)(createLoaderScope(failing))(meter())
  await expect(loader.load(1)).rejects.toThrow('gone')
  await expect(loader.load(2)).rejects.toThrow('gone')
  expect(batches).toEqual([[1], [2]])
})

test('who asked first pays for the statement, and every statement is counted', async () => {
  const [first, second] = [meter(), meter()]
  const loader = echo([])(createLoaderScope(async <T>() => [] as T))
  await Promise.all([loader(first).load(1), loader(second).load(1), loader(second).load(2)])
  await loader(second).load(3)
  expect([first.statements, second.statements]).toEqual([1, 1])
})
