import { describe, expect, test } from 'vitest'
import { createBreaker, type Schedule } from './breaker.ts'

/** Time passes when the test says so. */
function harness(works: () => boolean | Promise<boolean>) {
  const pauses: number[] = []
  let next: (() => void) | undefined
  let attempts = 0
  const schedule: Schedule = (action, ms) => {
    pauses.push(ms)
    next = action
    return () => {
      next = undefined
    }
  }
  const attempt = async () => {
    attempts += 1
    return works()
  }
  const breaker = createBreaker({ attempt, schedule, random: () => 0 })
  const pass = async () => {
    next?.()
    await new Promise(setImmediate)
  }
  return { breaker, pauses, pass, attempts: () => attempts }
}

describe('a breaker', () => {
  test('begins open, tries at once, and closes when it works', async () => {
    const { breaker, pauses, pass } = harness(() => true)
    expect(breaker.state).toBe('open')
    expect(pauses).toEqual([0])
    await pass()
    expect(breaker.state).toBe('closed')
  })

  test('is half open while it tries', async () => {
    const outcome = Promise.withResolvers<boolean>()
    const { breaker, pass } = harness(() => outcome.promise)
    await pass()
    expect(breaker.state).toBe('half-open')
    outcome.resolve(true)
    await new Promise(setImmediate)
    expect(breaker.state).toBe('closed')
  })

  test('pauses twice as long after each failure, two seconds at most, and never gives up', async () => {
    const { breaker, pauses, pass } = harness(() => false)
    for (let turn = 0; turn < 10; turn += 1) await pass()
    expect(breaker.state).toBe('open')
    expect(pauses).toEqual([0, 50, 100, 200, 400, 800, 1600, 2000, 2000, 2000, 2000])
  })

  test('counts failures of one moment once', async () => {
    const { breaker, pauses, pass } = harness(() => true)
    await pass()
    for (let time = 0; time < 30; time += 1) breaker.failed()
    expect(breaker.state).toBe('open')
    expect(pauses).toEqual([0, 50])
  })

  test('forgets failures only after many successes, so that what keeps failing is left alone ever longer', async () => {
    const { breaker, pauses, pass } = harness(() => true)
    await pass()
    for (let turn = 0; turn < 3; turn += 1) {
      for (let time = 0; time < 49; time += 1) breaker.succeeded()
      breaker.failed()
      await pass()
    }
    for (let time = 0; time < 50; time += 1) breaker.succeeded()
    breaker.failed()
    expect(pauses).toEqual([0, 50, 100, 200, 50])
  })

  test('says whether the first attempt after a failure works, and nothing once one has failed', async () => {
    let works = true
    const { breaker, pass } = harness(() => works)
    const first = breaker.recovery
    await pass()
    expect([await first, breaker.recovery]).toEqual([true, undefined])
    breaker.failed()
    const second = breaker.recovery
    works = false
    await pass()
    expect([await second, breaker.recovery]).toEqual([false, undefined])
    works = true
    await pass()
    expect([breaker.state, breaker.recovery]).toEqual(['closed', undefined])
    breaker.failed()
    const third = breaker.recovery
    breaker.stop()
    expect(await third).toBe(false)
  })

  test('that is stopped tries no more, and what was under way changes nothing', async () => {
    const outcome = Promise.withResolvers<boolean>()
    const { breaker, pass, attempts } = harness(() => outcome.promise)
    await pass()
    breaker.stop()
    outcome.resolve(true)
    await pass()
    breaker.failed()
    expect([breaker.state, attempts()]).toEqual(['off', 1])
  })
})
