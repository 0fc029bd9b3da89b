import { describe, expect, test } from 'vitest'
import { RequestLife } from '../requestLife.ts'
import { createLargeOperations } from './largeOperations.ts'

/** Operations by their names, each under way until it is ended. */
function stage() {
  const patience: (() => void)[] = []
  const inRoom = createLargeOperations(() => new Promise((resolve) => patience.push(resolve)))
  const underWay = new Map<string, PromiseWithResolvers<string>>()
  return {
    begin: (name: string, cost: number, life?: RequestLife) => {
      const start = () => {
        const work = Promise.withResolvers<string>()
        underWay.set(name, work)
        return work.promise
      }
      return inRoom(cost, start, life)
    },
    async end(name: string, error?: Error): Promise<void> {
      const work = underWay.get(name)
      underWay.delete(name)
      if (error === undefined) work?.resolve(name)
      else work?.reject(error)
      await new Promise(setImmediate)
    },
    async letASecondPass(): Promise<void> {
      for (const resolve of patience.splice(0)) resolve()
      await new Promise(setImmediate)
    },
    async underWay(): Promise<string> {
      await new Promise(setImmediate)
      return [...underWay.keys()].join('')
    },
  }
}

describe('large operations', () => {
  test('are three at a time, in the order in which they came', async () => {
    const { begin, end, underWay } = stage()
    const results = Promise.all([...'abcde'].map((name) => begin(name, 1000)))
    expect(await underWay()).toBe('abc')
    await end('b')
    expect(await underWay()).toBe('acd')
    for (const name of 'acde') await end(name)
    expect(await results).toEqual([...'abcde'])
  })

  test('make room when they fail, and their error is theirs', async () => {
    const { begin, end, underWay } = stage()
    const [failed] = [...'abcd'].map((name) => begin(name, 5000))
    expect(await underWay()).toBe('abc')
    const rejection = expect(failed).rejects.toThrow('no room')
    await end('a', new Error('no room'))
    await rejection
    expect(await underWay()).toBe('bcd')
  })

  test('that are slow are waited for a second, and their end makes no room twice', async () => {
    const { begin, end, letASecondPass, underWay } = stage()
    const results = Promise.all([...'abcdefgh'].map((name) => begin(name, 1000)))
    expect(await underWay()).toBe('abc')
    await letASecondPass()
    expect(await underWay()).toBe('abcdef')
    await end('a')
    expect(await underWay()).toBe('bcdef')
    await end('d')
    expect(await underWay()).toBe('bcefg')
    for (const name of 'bcefgh') await end(name)
    expect(await results).toEqual([...'abcdefgh'])
  })
})

test('of more than a thousand that wait the next is told so, and what is not large is begun all the same', async () => {
  const { begin, underWay } = stage()
  for (const name of 'abc') void begin(name, 1000)
  expect(await underWay()).toBe('abc')
  for (let count = 0; count < 1000; count++) void begin('z', 1000)
  await expect(begin('d', 1000)).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } })
  void begin('s', 1)
  expect(await underWay()).toBe('abcs')
})

test('what is not large waits for nobody', async () => {
  const { begin, underWay } = stage()
  for (const name of 'abcd') begin(name, 20_000)
  begin('s', 999)
  expect(await underWay()).toBe('abcs')
})

test('what waits and is wanted no more leaves the queue, and makes room in it', async () => {
  const { begin, end, underWay } = stage()
  for (const name of 'abc') begin(name, 1000)
  const life = new RequestLife({ arrivedAtMs: performance.now(), timeoutMs: 60_000 })
  const left = begin('d', 1000, life)
  begin('e', 1000)
  life.leave()
  await expect(left).rejects.toBe(life.reason)
  await end('a')
  expect(await underWay()).toBe('bce')
})
