import { expect, test } from 'vitest'
import { sql } from '../database/sql.ts'
import { badUserInput } from '../errors/errors.ts'
import { batched } from './batched.ts'
import { createLoaderScope } from './scope.ts'

const meter = () => ({ statements: 0, milliseconds: 0 })

/** Answers the half of each key; keys are read together by their sign, and `refuse` says which statements fail. */
function halves(refuse: (keys: number[]) => Error | undefined = () => undefined) {
  const statements: number[][] = []
  const scope = createLoaderScope(async <T>() => [] as T)
  const define = batched<number, number | null>({
    identity: (key) => key,
    record: () => {},
    statement: (key) => String(Math.sign(key)),
    async fetch(asked, { read }) {
      const keys = asked.map(({ key }) => key)
      statements.push(keys)
      await read(sql`select 1`, asked[0]?.meter ?? meter())
      const error = refuse(keys)
      if (error !== undefined) throw error
      return keys.map((key) => (key % 2 ? null : key / 2))
    },
  })
  return { of: define(scope), statements }
}

const settle = (promises: PromiseLike<unknown>[]) =>
  Promise.allSettled(promises).then((all) =>
    all.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message)),
  )

test('keys are read together where one statement can answer them, and each gets its own value', async () => {
  const { of, statements } = halves()
  const loader = of(meter())
  expect(await Promise.all([4, -2, 3, -4].map(loader.load))).toEqual([2, -1, null, -2])
  expect(statements).toEqual([
    [4, 3],
    [-2, -4],
  ])
})

test('a value is remembered, null too', async () => {
  const { of, statements } = halves()
  const loader = of(meter())
  await loader.load(3)
  expect(await loader.load(3)).toBeNull()
  expect(statements).toHaveLength(1)
})

test('a statement that fails leaves the others their answers', async () => {
  const { of } = halves((keys) => (keys.includes(-2) ? new Error('lost') : undefined))
  expect(await settle([2, -2, -4].map(of(meter()).load))).toEqual([1, 'lost', 'lost'])
})

test('a value that the database cannot read fails the operation that wrote it, not the others of the request', async () => {
  const { of, statements } = halves((keys) => (keys.includes(2) ? badUserInput('unreadable') : undefined))
  const [first, second] = [of(meter()), of(meter())]
  const answers = settle([first.load(2), first.load(4), second.load(6), second.load(8)])
  expect(await answers).toEqual(['unreadable', 'unreadable', 3, 4])
  expect(statements).toEqual([
    [2, 4, 6, 8],
    [2, 4],
    [6, 8],
  ])
})

test('what is nobody’s mistake is not tried again', async () => {
  const { of, statements } = halves(() => new Error('slow'))
  expect(await settle([of(meter()).load(2), of(meter()).load(4)])).toEqual(['slow', 'slow'])
  expect(statements).toHaveLength(1)
})
