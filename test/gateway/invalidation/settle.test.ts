import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Write } from '../../../src/gateway/invalidation/invalidation.ts'
import { smallCampus } from '../../support/caching/campus.ts'
import { type Instance, openStage, type Stage } from '../../support/caching/stage.ts'
import { rename, tagsOf } from '../../support/caching/tagsOf.ts'

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
  await stage.client.query(smallCampus)
})
afterEach(() => stage.close())

/** A settle, and whether it is over. */
function settling({ invalidation }: Instance) {
  const state = { over: false }
  const done = invalidation.settle().then(() => {
    state.over = true
  })
  return { state, done }
}

async function looks({ steps }: Instance, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await steps.next('look')
}

const barriers = async () =>
  (await stage.query<{ n: number }>('select count(*)::int as n from cache.purge where ack'))[0]?.n

describe('a settle waits', () => {
  test.for(['catch up', 'apply'] as const)(
    'for another instance that is before %s, and then both know',
    async (step) => {
      const [ours, theirs] = [await stage.open(), await stage.open()]
      const { sequence } = theirs.invalidation.mark()
      await theirs.steps.hold(step)
      await stage.client.query(rename(11))
      const { state, done } = settling(ours)
      await looks(ours, 5)
      expect(state.over).toBe(false)
      expect(theirs.invalidation.isFresh(tagsOf('Space:11'), sequence)).toBe(true)
      theirs.steps.release(step)
      await done
      expect(theirs.invalidation.isFresh(tagsOf('Space:11'), sequence)).toBe(false)
      expect(ours.invalidation.isFresh(tagsOf('Space:11'), sequence)).toBe(false)
    },
  )

  test('for the log subscriber of its own process too', async () => {
    const ours = await stage.open()
    await ours.steps.hold('apply')
    const { state, done } = settling(ours)
    await looks(ours, 5)
    expect(state.over).toBe(false)
    ours.steps.release('apply')
    await done
  })

  test('not for what that log subscriber would write of it: it is known here', async () => {
    const [ours] = [await stage.open(), await stage.open()]
    ours.steps.hold('renew')
    await ours.invalidation.settle()
  })

  test('for its own log subscriber that is lost meanwhile, until it has loaded what it missed', async () => {
    const ours = await stage.open()
    const { sequence } = ours.invalidation.mark()
    const applying = ours.steps.hold('apply')
    await stage.client.query(rename(11))
    const { state, done } = settling(ours)
    await applying
    await stage.client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'compax ear' and datname = current_database()`,
    )
    await looks(ours, 5)
    expect(state.over).toBe(false)
    ours.steps.release('apply')
    await done
    expect(ours.invalidation.isFresh(tagsOf('Space:11'), sequence)).toBe(false)
  })

  test('for a log subscriber that reads its own barrier with that of another, and then answers the other', async () => {
    const [ours, theirs] = [await stage.open(), await stage.open()]
    await ours.steps.hold('catch up')
    const both = [settling(ours), settling(theirs)]
    await looks(theirs, 5)
    expect(both.map(({ state }) => state.over)).toEqual([false, false])
    ours.steps.release('catch up')
    await Promise.all(both.map(({ done }) => done))
  })

  test('for what another client has committed: a losing mutation tells of it', async () => {
    const [ours, theirs] = [await stage.open(), await stage.open()]
    const { sequence } = theirs.invalidation.mark()
    await stage.client.query(`set compax.notify = off; ${rename(11)}`)
    await ours.invalidation.settle()
    expect(theirs.invalidation.isFresh(tagsOf('Space:11'), sequence)).toBe(false)
  })

  test('for an instance that has joined and not yet loaded', async () => {
    const ours = await stage.open()
    const theirs = await stage.open({ early: true, held: 'load' })
    await theirs.steps.next('load')
    const { state, done } = settling(ours)
    await looks(ours, 5)
    expect(state.over).toBe(false)
    theirs.steps.release('load')
    await done
  })

  test('not for an instance that has not joined, which loads what was settled', async () => {
    const ours = await stage.open()
    const theirs = await stage.open({ early: true, held: 'join' })
    await theirs.steps.next('join')
    const { stamp } = ours.invalidation.mark()
    await stage.client.query(rename(11))
    await ours.invalidation.settle()
    const staleServed = theirs.steps.watch(
      () => theirs.invalidation.holds() && theirs.invalidation.isFreshSince(tagsOf('Space:11'), stamp),
    )
    theirs.steps.release('join')
    await theirs.steps.next('rest')
    expect(theirs.invalidation.holds()).toBe(true)
    expect(staleServed).toEqual([])
  })
})

describe('a paused instance', () => {
  test('is waited for as long as its lease could last, by the first who settles alone', async () => {
    const [ours, theirs] = [await stage.open(), await stage.open()]
    const { sequence } = theirs.invalidation.mark()
    await theirs.steps.hold('catch up')
    await stage.client.query(rename(11))
    const { state, done } = settling(ours)
    await looks(ours, 3)
    ours.advance(1049)
    theirs.advance(1049)
    await looks(ours, 3)
    expect(state.over).toBe(false)
    expect(theirs.invalidation.holds()).toBe(false)
    ours.advance(1)
    await done
    await ours.invalidation.settle()
    await ours.invalidation.settle()
    const staleServed = theirs.steps.watch(
      () => theirs.invalidation.holds() && theirs.invalidation.isFresh(tagsOf('Space:11'), sequence),
    )
    theirs.steps.release('catch up')
    await theirs.heard()
    await theirs.heard()
    expect(theirs.invalidation.holds()).toBe(true)
    expect(staleServed).toEqual([])
  })

  test('that was taken for dead is waited for again when it is back', async () => {
    const [ours, theirs] = [await stage.open(), await stage.open()]
    const standing = theirs.steps.hold('renew')
    theirs.advance(2000)
    await standing
    const { done } = settling(ours)
    await looks(ours, 2)
    ours.advance(1050)
    await done
    theirs.steps.release('renew')
    await theirs.heard()
    await theirs.heard()
    expect(theirs.invalidation.holds()).toBe(true)
    await theirs.steps.hold('catch up')
    const second = settling(ours)
    await looks(ours, 5)
    expect(second.state.over).toBe(false)
    theirs.steps.release('catch up')
    await second.done
  })

  test('is removed after a minute, and not before', async () => {
    const [ours, theirs] = [await stage.open(), await stage.open()]
    const count = async () => (await stage.query('select 1 from cache.instance')).length
    const reap = async () => {
      const trimming = ours.steps.next('trim')
      ours.elapse(60_000)
      await trimming
      await ours.invalidation.settle()
    }
    const standing = theirs.steps.hold('renew')
    theirs.advance(2000)
    await standing
    const { done } = settling(ours)
    await looks(ours, 2)
    ours.advance(59_000)
    await ours.heard()
    await done
    await reap()
    expect(await count()).toBe(2)
    ours.advance(1000)
    await ours.heard()
    await reap()
    await expect.poll(count).toBe(1)
  })
})

describe('many settles at once', () => {
  test('share one barrier under way and one pending', async () => {
    const ours = await stage.open()
    const looking = ours.steps.hold('look')
    const first = ours.invalidation.settle()
    await looking
    const others = Array.from({ length: 100 }, () => ours.invalidation.settle())
    ours.steps.release('look')
    await Promise.all([first, ...others])
    expect(await barriers()).toBe(2)
  })

  test('the pending one is put up after what it is asked about', async () => {
    const [ours, theirs] = [await stage.open(), await stage.open()]
    const looking = ours.steps.hold('look')
    const first = ours.invalidation.settle()
    await looking
    const { sequence } = theirs.invalidation.mark()
    await stage.client.query(`set compax.notify = off; ${rename(11)}`)
    const second = ours.invalidation.settle()
    ours.steps.release('look')
    await Promise.all([first, second])
    expect(theirs.invalidation.isFresh(tagsOf('Space:11'), sequence)).toBe(false)
  })
})

describe('when the database does not answer', () => {
  const failing = (times: number): Write => {
    let left = times
    return (text, values) => {
      if (/barrier|pg_visible/.test(text) && left-- > 0) return Promise.reject(new Error('read ECONNRESET'))
      return stage.statements.write(text, values)
    }
  }

  test('a settle tries again', async () => {
    const ours = await stage.open({ write: failing(3) })
    await ours.invalidation.settle()
    expect(await barriers()).toBe(1)
  })

  test('and puts up another barrier when it got no answer about the first', async () => {
    let answers = 0
    const write: Write = async (text, values) => {
      const rows = await stage.statements.write(text, values)
      if (text.includes('barrier') && answers++ === 0) throw new Error('read ECONNRESET')
      return rows as never
    }
    const [ours, theirs] = [await stage.open({ write }), await stage.open()]
    const { sequence } = theirs.invalidation.mark()
    await stage.client.query(`set compax.notify = off; ${rename(11)}`)
    await ours.invalidation.settle()
    expect(await barriers()).toBe(2)
    expect(theirs.invalidation.isFresh(tagsOf('Space:11'), sequence)).toBe(false)
  })

  test('and rejects after a while: whether all instances see the change is unknown', async () => {
    const ours = await stage.open({ write: failing(Infinity) })
    const settled = ours.invalidation.settle()
    await ours.steps.next('barrier')
    ours.advance(5000)
    await expect(settled).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } })
  })

  test('and so it does when it is closed', async () => {
    const ours = await stage.open({ write: failing(Infinity) })
    const settled = ours.invalidation.settle()
    const refused = expect(settled).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } })
    await ours.steps.next('barrier')
    await ours.close()
    await refused
  })
})

test('a purge reaches every instance before it is answered', async () => {
  const [ours, theirs] = [await stage.open(), await stage.open()]
  const { sequence, stamp } = theirs.invalidation.mark()
  await ours.invalidation.purge([...tagsOf('*')])
  expect(theirs.invalidation.isFresh(tagsOf('*'), sequence)).toBe(false)
  expect(theirs.invalidation.isFreshSince(tagsOf('*'), stamp)).toBe(false)
  expect(theirs.invalidation.isFresh(tagsOf('Space:11'), sequence)).toBe(true)
})
