import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createLargeOperations, type Leave } from './largeOperations.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Enters one operation after the other, and tells which of them are in. */
function queueOf() {
  const operations = createLargeOperations()
  const inside = new Map<string, Leave>()
  return {
    enter(name: string, cost: number): void {
      const entered = operations.enter(cost)
      if (entered instanceof Promise) entered.then((leave) => inside.set(name, leave))
      else inside.set(name, entered)
    },
    async leave(name: string): Promise<void> {
      inside.get(name)?.()
      inside.delete(name)
      await vi.advanceTimersByTimeAsync(0)
    },
    inside: () => [...inside.keys()].join(' '),
  }
}

describe('large operations', () => {
  test('are in at once where there is room, and each waits for those before it where there is none', async () => {
    const queue = queueOf()
    for (const name of ['a', 'b', 'c', 'd']) queue.enter(name, 10_000)
    expect(queue.inside()).toBe('a b')
    await queue.leave('b')
    expect(queue.inside()).toBe('a c')
    await queue.leave('a')
    expect(queue.inside()).toBe('c d')
  })

  test('do not overtake, however much smaller they are', async () => {
    const queue = queueOf()
    queue.enter('a', 20_000)
    queue.enter('b', 10_000)
    queue.enter('c', 1000)
    expect(queue.inside()).toBe('a')
    await queue.leave('a')
    expect(queue.inside()).toBe('b c')
  })

  test('are in alone where they are larger than all the room there is', async () => {
    const queue = queueOf()
    queue.enter('a', 1000)
    queue.enter('b', 100_000)
    queue.enter('c', 1000)
    expect(queue.inside()).toBe('a')
    await queue.leave('a')
    expect(queue.inside()).toBe('b')
    await queue.leave('b')
    expect(queue.inside()).toBe('c')
  })

  test('count for a second: what is slow holds up nobody for longer, and its end gives no room twice', async () => {
    const queue = queueOf()
    queue.enter('slow', 25_000)
    queue.enter('a', 25_000)
    queue.enter('b', 25_000)
    await vi.advanceTimersByTimeAsync(999)
    expect(queue.inside()).toBe('slow')
    await vi.advanceTimersByTimeAsync(1)
    expect(queue.inside()).toBe('slow a')
    await queue.leave('slow')
    expect(queue.inside()).toBe('a')
    await queue.leave('a')
    expect(queue.inside()).toBe('b')
    expect(vi.getTimerCount()).toBe(1)
  })
})

test('what is not large waits for nobody', () => {
  const queue = queueOf()
  queue.enter('a', 25_000)
  queue.enter('b', 25_000)
  queue.enter('small', 999)
  expect(queue.inside()).toBe('a small')
})
