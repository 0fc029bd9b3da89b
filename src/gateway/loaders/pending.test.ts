import { describe, expect, test, vi } from 'vitest'
import { allOf, Pending } from './pending.ts'

describe('listeners', () => {
  test('are called in the order of asking, in the tick in which the value comes', () => {
    const pending = new Pending<number>()
    const calls: string[] = []
    pending.listen(() => calls.push(`first ${pending.value}`))
    pending.listen(() => calls.push(`second ${pending.value}`))
    expect(calls).toEqual([])
    pending.settle(7)
    expect(calls).toEqual(['first 7', 'second 7'])
  })

  test('are called at once where there is a value or an error', () => {
    const listener = vi.fn()
    Pending.of(1).listen(listener)
    const failed = new Pending()
    failed.fail(new Error('lost'))
    failed.listen(listener)
    expect(listener).toHaveBeenCalledTimes(2)
  })

  test('may listen again, and are called after those that listened before', () => {
    const pending = new Pending<number>()
    const calls: string[] = []
    pending.listen(() => {
      calls.push('outer')
      pending.listen(() => calls.push('inner'))
    })
    pending.settle(1)
    expect(calls).toEqual(['outer', 'inner'])
  })
})

describe('the value', () => {
  test('is what came first, and stays', () => {
    const pending = new Pending<number>()
    expect(pending.isWaiting).toBe(true)
    pending.settle(1)
    pending.settle(2)
    pending.fail(new Error('too late'))
    expect([pending.isWaiting, pending.value]).toEqual([false, 1])
  })

  test('may be undefined or null', () => {
    expect([Pending.of(undefined).value, Pending.of(null).value]).toEqual([undefined, null])
  })

  test('of one that waits is a mistake, and of one that failed its error', () => {
    const pending = new Pending()
    expect(() => pending.value).toThrow('The batch has not answered yet.')
    const error = new Error('lost')
    pending.fail(error)
    pending.settle(1)
    expect(() => pending.value).toThrow(error)
  })
})

describe('map', () => {
  test('changes the value, in the same tick', () => {
    const pending = new Pending<number>()
    const changed = pending.map((value) => value + 1)
    expect(changed.isWaiting).toBe(true)
    pending.settle(1)
    expect(changed.value).toBe(2)
    expect(Pending.of(3).map(String).value).toBe('3')
  })

  test('follows what it is given in place of a value, however often', () => {
    const [first, second] = [new Pending<number>(), new Pending<number>()]
    const changed = first.map(() => second.map((value) => Pending.of(value * 2)))
    first.settle(0)
    expect(changed.isWaiting).toBe(true)
    second.settle(21)
    expect(changed.value).toBe(42)
  })

  test('lets errors pass, and fails with what it throws', () => {
    const change = vi.fn(() => {
      throw new Error('changed badly')
    })
    const failed = new Pending<number>()
    failed.fail(new Error('lost'))
    expect(() => failed.map(change).value).toThrow('lost')
    expect(change).not.toHaveBeenCalled()
    expect(() => Pending.of(1).map(change).value).toThrow('changed badly')
    const follows = Pending.of(1).map(() => failed)
    expect(() => follows.value).toThrow('lost')
  })
})

describe('as a promise', () => {
  test('it is awaited, and rejects', async () => {
    const pending = new Pending<number>()
    queueMicrotask(() => pending.settle(5))
    expect(await pending).toBe(5)
    const failed = new Pending()
    queueMicrotask(() => failed.fail(new Error('lost')))
    await expect(Promise.resolve(failed)).rejects.toThrow('lost')
  })

  test('`then` gives what its callbacks give', async () => {
    const failed = new Pending<number>()
    failed.fail(new Error('lost'))
    const ok = Pending.of(1).then((value) => value + 1)
    const mended = failed.then(null, (error) => String(error))
    expect(await Promise.all([ok, mended, Pending.of(3)])).toEqual([2, 'Error: lost', 3])
  })
})

describe('all of them', () => {
  test('are their values, in order, when the last has come', () => {
    const pendings = [new Pending<number>(), Pending.of(2), new Pending<number>()] as const
    const all = allOf(pendings)
    pendings[2].settle(3)
    expect(all.isWaiting).toBe(true)
    pendings[0].settle(1)
    expect(all.value).toEqual([1, 2, 3])
    expect(allOf([]).value).toEqual([])
  })

  test('fail with the first error in their order', () => {
    const pendings = [new Pending(), new Pending(), Pending.of(1)] as const
    const all = allOf(pendings)
    pendings[1].fail(new Error('second'))
    pendings[0].fail(new Error('first'))
    expect(() => all.value).toThrow('first')
  })
})
