import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Step } from '../../../src/gateway/invalidation/invalidation.ts'
import { smallCampus } from '../../support/caching/campus.ts'
import { type MutableProxy, startProxy } from '../../support/caching/proxy.ts'
import { openStage, type Stage } from '../../support/caching/stage.ts'
import { rename, tagsOf } from '../../support/caching/tagsOf.ts'

let stage: Stage
let proxy: MutableProxy
beforeEach(async () => {
  stage = await openStage()
  proxy = await startProxy(stage.url)
  await stage.client.query(smallCampus)
})
afterEach(async () => {
  proxy.unmute()
  await stage.close()
  await proxy.stop()
})

const killEars = `select pg_terminate_backend(pid) from pg_stat_activity
  where application_name = 'compax ear' and datname = current_database()`

test('a half-open connection serves for the lease and no longer, and nothing stale after it', async () => {
  const { invalidation, steps, advance, resets, heard: hears } = await stage.open({ directUrl: proxy.url })
  const { sequence } = invalidation.mark()
  proxy.mute('all')
  await stage.client.query(rename(11))
  advance(999)
  expect(invalidation.holds()).toBe(true)
  advance(1)
  expect(invalidation.holds()).toBe(false)
  expect(invalidation.trouble).toBe('lease-over')
  const staleServed = steps.watch(() => invalidation.holds() && invalidation.isFresh(tagsOf('Space:11'), sequence))
  const heard = hears()
  proxy.unmute()
  await heard
  await hears()
  expect(invalidation.holds()).toBe(true)
  expect(staleServed).toEqual([])
  expect(resets()).toBe(1)
})

test('a half-open connection is given up, and another one tried', async () => {
  const { invalidation, steps, elapse, lines } = await stage.open({ directUrl: proxy.url })
  await steps.hold('catch up')
  proxy.mute('all')
  steps.release('catch up')
  await new Promise(setImmediate) // until the statement is sent
  const connecting = steps.hold('connect')
  elapse(2000)
  await connecting
  expect(invalidation.trouble).toBe('database-silent')
  expect(lines).toContain('No answers are served from the cache: the database did not answer within 2000 ms.')
  proxy.unmute()
  steps.release('connect')
  await steps.next('rest')
  expect(invalidation.holds()).toBe(true)
})

test('an instance whose log subscriber is ended stops serving at once and misses nothing', async () => {
  const { invalidation, steps, resets, lines } = await stage.open()
  const { sequence, stamp } = invalidation.mark()
  const connecting = steps.hold('connect')
  await stage.client.query(killEars)
  await connecting
  expect(invalidation.holds()).toBe(false)
  expect(invalidation.trouble).toBe('database-unreachable')
  await stage.client.query(rename(11))
  steps.release('connect')
  await steps.next('rest')
  expect(invalidation.holds()).toBe(true)
  expect(resets()).toBe(1)
  expect(invalidation.isFresh(tagsOf('Space:11'), sequence)).toBe(false)
  expect(invalidation.isFreshSince(tagsOf('Space:11'), stamp)).toBe(false)
  expect(invalidation.isFresh(tagsOf('Space:12'), sequence)).toBe(true)
  expect(lines).toEqual([
    'No answers are served from the cache: the log of changes cannot be followed (terminating connection due to administrator command).',
    'Answers are served from the cache again.',
  ])
})

describe('a log subscriber that reads nothing for longer than the lease', () => {
  test.for<Step>(['renew', 'catch up', 'apply', 'rest'])('before %s, serves nothing that it missed', async (step) => {
    const { invalidation, steps, advance, heard } = await stage.open()
    const { sequence } = invalidation.mark()
    const standing = steps.hold(step)
    advance(300)
    await standing
    await stage.client.query(rename(11))
    advance(1000)
    expect(invalidation.holds()).toBe(false)
    // From the first moment at which it holds again.
    const staleServed = steps.watch(() => invalidation.holds() && invalidation.isFresh(tagsOf('Space:11'), sequence))
    steps.release(step)
    await heard()
    await heard()
    expect(invalidation.holds()).toBe(true)
    expect(staleServed).toEqual([])
  })
})

test('the lease runs from when its renewal was sent, however late the catch-up is that confirms it', async () => {
  const { invalidation, steps, advance, heard } = await stage.open()
  const { sequence } = invalidation.mark()
  const renewing = steps.hold('renew')
  advance(300)
  await renewing
  const applying = steps.hold('apply')
  steps.release('renew')
  await applying
  // What is about to be applied was read before this.
  await stage.client.query(rename(11))
  advance(2000)
  const staleServed = steps.watch(() => invalidation.holds() && invalidation.isFresh(tagsOf('Space:11'), sequence))
  steps.release('apply')
  await heard()
  await heard()
  expect(invalidation.holds()).toBe(true)
  expect(staleServed).toEqual([])
})

test('an instance whose row was removed stops, and joins again under another', async () => {
  const { invalidation, steps, advance, heard, resets } = await stage.open()
  const { sequence } = invalidation.mark()
  const rows = () => stage.query<{ id: string }>('select id from cache.instance')
  const before = await rows()
  await stage.client.query('delete from cache.instance')
  const joining = steps.hold('join')
  advance(300)
  await joining
  expect(invalidation.trouble).toBe('expelled')
  await stage.client.query(rename(11))
  const staleServed = steps.watch(() => invalidation.holds() && invalidation.isFresh(tagsOf('Space:11'), sequence))
  steps.release('join')
  await heard()
  expect(invalidation.holds()).toBe(true)
  expect(staleServed).toEqual([])
  expect(resets()).toBe(1)
  const after = await rows()
  expect(after).toHaveLength(1)
  expect(after).not.toEqual(before)
})

test('without a database there is trouble and no error, and it holds when there is one', async () => {
  proxy.mute('all')
  const instance = await stage.open({ directUrl: proxy.url, early: true, held: 'connect' })
  const { invalidation, steps } = instance
  expect([invalidation.holds(), invalidation.trouble, invalidation.epoch, invalidation.now()]).toEqual([
    false,
    'starting',
    '',
    Infinity,
  ])
  const again = steps.next('connect')
  steps.release('connect')
  proxy.cut()
  await again
  proxy.unmute()
  await steps.next('rest')
  expect(invalidation.holds()).toBe(true)
})

test('closing removes the instance, and it does not hold any more', async () => {
  const instance = await stage.open()
  await instance.close()
  expect(instance.invalidation.holds()).toBe(false)
  expect(await stage.query('select 1 from cache.instance')).toEqual([])
  const connections = `select 1 from pg_stat_activity where application_name = 'compax ear' and datname = current_database()`
  expect(await stage.query(connections)).toEqual([])
})
