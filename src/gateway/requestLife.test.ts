import { GraphQLError } from 'graphql'
import { describe, expect, test } from 'vitest'
import { ClientGone, MutationStart, RequestLife, SharedLife, untilEnd } from './requestLife.ts'

const hour = 3_600_000
const newLife = (timeoutMs = hour) => new RequestLife({ arrivedAtMs: performance.now(), timeoutMs })
const lateLife = async () => {
  const life = new RequestLife({ arrivedAtMs: performance.now() - hour, timeoutMs: 10 })
  await new Promise((resolve) => life.deadline.onEnd(resolve))
  return life
}
const forever = new Promise<string>(() => {})

describe('the life of a request', () => {
  test('ends at the deadline, which counts from the arrival, and tells all who listen once', async () => {
    const life = await lateLife()
    const told: Error[] = []
    life.onEnd((reason) => told.push(reason))
    life.leave()
    expect(told).toEqual([life.reason])
    expect(life.reason).toMatchObject({ extensions: { code: 'TIMEOUT' } })
  })

  test('ends when the client has gone, and its deadline does not', () => {
    const life = newLife()
    life.leave()
    expect(life.reason).toBeInstanceOf(ClientGone)
    expect(life.deadline.reason).toBeUndefined()
  })

  test('does not end once it is answered', () => {
    const life = newLife()
    life.finish()
    life.leave()
    expect(life.reason).toBeUndefined()
  })

  test('takes listeners away', () => {
    const life = newLife()
    const told: Error[] = []
    life.onEnd((reason) => told.push(reason))()
    life.leave()
    expect(told).toEqual([])
  })
})

describe('work that is waited for until the end', () => {
  test('brings what it has, also in the turn of the end', async () => {
    const life = newLife()
    const { promise, resolve } = Promise.withResolvers<string>()
    life.onEnd(() => resolve('partly'))
    const waited = untilEnd(life, promise)
    life.leave()
    expect(await waited).toBe('partly')
  })

  test('is given up then', async () => {
    const life = newLife()
    const waited = untilEnd(life, forever)
    life.leave()
    await expect(waited).rejects.toBeInstanceOf(ClientGone)
  })

  test('may fail later, unheard', async () => {
    const life = newLife()
    const { promise, reject } = Promise.withResolvers<string>()
    const waited = untilEnd(life, promise)
    life.leave()
    await expect(waited).rejects.toBeInstanceOf(ClientGone)
    reject(new Error('late'))
    await new Promise(setImmediate)
  })
})

describe('a shared life', () => {
  test('ends with the last of those who wait', () => {
    const [first, second] = [newLife(), newLife()]
    const shared = new SharedLife(first)
    shared.join(second)
    first.leave()
    expect(shared.reason).toBeUndefined()
    second.leave()
    expect(shared.reason).toBeInstanceOf(ClientGone)
  })

  test('does not end where one waits without a life of its own', () => {
    const first = newLife()
    const shared = new SharedLife(first)
    shared.join(undefined)
    first.leave()
    expect(shared.reason).toBeUndefined()
  })
})

describe('a mutation', () => {
  test('may begin until the deadline, also for a client that has gone', () => {
    const life = newLife()
    life.leave()
    const start = new MutationStart(life)
    start.begin()
    expect(start.hasBegun).toBe(true)
  })

  test('that has not begun by then never does', async () => {
    const start = new MutationStart(await lateLife())
    expect(() => start.begin()).toThrow(GraphQLError)
    expect(start.hasBegun).toBe(false)
    expect(start.timeout({ isRepeatable: true }).message).toContain('nothing was changed')
  })
})
