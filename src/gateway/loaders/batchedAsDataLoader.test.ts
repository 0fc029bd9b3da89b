/** DataLoader is the oracle: for any questions in any order, ours gives the same values and reads the same batches. */
import DataLoader from 'dataloader'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batched } from './batched.ts'
import { createLoaderScope } from './scope.ts'

/** Keys that are asked for in one tick */
type Wave = number[]

/** What a key's value is: every seventh has none, and every fifth is an error of its own. */
function worthOf(key: number): number | null | Error {
  if (key % 7 === 0) return null
  return key % 5 === 0 ? new Error(`no ${key}`) : key * key
}

/** What is remembered by both of one batch: a batch with a key of these fails as a whole, the first time. */
function createFetch(failing: ReadonlySet<number>) {
  const batches: number[][] = []
  return {
    batches,
    async fetch(keys: readonly number[]) {
      batches.push([...keys])
      if (keys.some((key) => failing.has(key)) && batches.length % 2 === 1) throw new Error('the batch failed')
      return keys.map(worthOf)
    },
  }
}

async function answersOf(load: (key: number) => PromiseLike<number | null>, waves: Wave[]): Promise<unknown[]> {
  const answers: unknown[] = []
  for (const wave of waves) {
    const settled = await Promise.allSettled(wave.map(load))
    answers.push(settled.map((one) => (one.status === 'fulfilled' ? one.value : `failed: ${one.reason.message}`)))
  }
  return answers
}

const key = fc.integer({ min: 1, max: 24 })
const waves = fc.array(fc.array(key, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 })

test('values, errors, what is remembered of them, and what is asked again are those of DataLoader', async () => {
  await fc.assert(
    fc.asyncProperty(waves, fc.uniqueArray(key, { maxLength: 3 }), async (asked, failing) => {
      const theirs = createFetch(new Set(failing))
      const ours = createFetch(new Set(failing))
      const judge = new DataLoader<number, number | null>(theirs.fetch)
      const define = batched<number, number | null>({
        identity: (one) => one,
        record: () => {},
        fetch: (questions) => ours.fetch(questions.map((question) => question.key)),
      })
      const loader = define(createLoaderScope(async <T>() => [] as T))({ statements: 0, milliseconds: 0 })
      const expected = await answersOf((one) => judge.load(one), asked)
      expect(await answersOf((one) => loader.load(one), asked)).toEqual(expected)
      expect(ours.batches).toEqual(theirs.batches)
    }),
    { numRuns: 1000 },
  )
})

test('keys that are objects are one by their name, as with DataLoader’s cacheKeyFn', async () => {
  const theirs: string[][] = []
  const ours: string[][] = []
  const named = (name: string) => ({ name })
  const judge = new DataLoader<{ name: string }, string, string>(
    async (keys) => {
      theirs.push(keys.map(({ name }) => name))
      return keys.map(({ name }) => name.toUpperCase())
    },
    { cacheKeyFn: ({ name }) => name },
  )
  const loader = batched<{ name: string }, string>({
    identity: ({ name }) => name,
    record: () => {},
    async fetch(asked) {
      ours.push(asked.map(({ key }) => key.name))
      return asked.map(({ key }) => key.name.toUpperCase())
    },
  })(createLoaderScope(async <T>() => [] as T))({ statements: 0, milliseconds: 0 })
  const names = ['a', 'b', 'a', 'c', 'b']
  const expected = await Promise.all(names.map((name) => judge.load(named(name))))
  expect(await Promise.all(names.map((name) => loader.load(named(name))))).toEqual(expected)
  expect(ours).toEqual(theirs)
})
