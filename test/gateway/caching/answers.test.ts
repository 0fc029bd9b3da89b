/** The order of the cache's parts, with an invalidation and clocks that only the test moves. */
import { expect, test } from 'vitest'
import { tagMap } from '../../../src/campus/cacheTags.ts'
import type { Viewer } from '../../../src/campus/viewer.ts'
import type { ExecutionRecorder } from '../../../src/gateway/caching/createRecorder.ts'
import { Entries } from '../../../src/gateway/caching/entries.ts'
import type { Question } from '../../../src/gateway/caching/question.ts'
import { type Execution, ResponseCache } from '../../../src/gateway/caching/responseCache.ts'
import { createMemoryStore } from '../../../src/gateway/caching/store/memoryStore.ts'
import { noRemoteStore } from '../../../src/gateway/caching/store/remoteStore.ts'
import type { Invalidation } from '../../../src/gateway/invalidation/invalidation.ts'
import { publicQuestion } from '../../support/caching/questions.ts'
import { observeNothing } from '../../support/observeNothing.ts'

const asked = publicQuestion
const own: Question = { ...asked, text: 'own', looksAt: 'person', seenBy: new Set(['ADMIN']) }
const ama: Viewer = { id: 1, role: 'STUDENT' }
const kofi: Viewer = { id: 2, role: 'STUDENT' }

function openDesk() {
  const state = { holds: true, sequence: 1, fresh: true, now: 0, clock: 0, nextChangeAt: Number.POSITIVE_INFINITY }
  const invalidation: Invalidation = {
    holds: () => state.holds,
    get sequence() {
      return state.sequence
    },
    mark: () => ({ sequence: state.sequence, stamp: 1n, nextChangeAt: state.nextChangeAt }),
    isFresh: () => state.fresh,
    isFreshSince: () => state.fresh,
    now: () => state.now,
    settle: async () => {},
    purge: async () => {},
    epoch: 'epoch',
    trouble: 'database-away',
    onReset: () => {},
    close: async () => {},
  }
  const memory = createMemoryStore(2 ** 22)
  const entries = new Entries({ invalidation, memory, remote: noRemoteStore, namespace: '' })
  const cache = new ResponseCache<string>({
    tags: tagMap,
    timedTypes: ['Booking'],
    invalidation,
    entries,
    observer: observeNothing,
    clock: () => state.clock,
    random: () => 0,
  })
  let executions = 0
  const ask = async (
    question: Question,
    viewer: Viewer = null,
    how: Partial<Execution<string>> & { met?: (recorder: ExecutionRecorder) => void; allowStale?: boolean } = {},
  ) => {
    const before = executions
    const { allowStale = true, ...made } = how
    const execute = async (recorder: ExecutionRecorder | undefined): Promise<Execution<string>> => {
      executions++
      const mark = invalidation.mark()
      if (recorder !== undefined) how.met?.(recorder)
      const body = Buffer.from(`made ${executions}`)
      return { answer: '', body, sql: { statements: 1, milliseconds: 1 }, mark, isUnavailable: false, ...made }
    }
    const outcome = await cache.answer(question, viewer, { execute, allowStale })
    await new Promise(setImmediate)
    return { outcome, executed: executions - before }
  }
  return { state, ask, cache }
}

const away = { body: undefined, isUnavailable: true }

test('while the database is away a public answer is served for a minute, and marked', async () => {
  const { state, ask, cache } = openDesk()
  await ask(asked)
  state.clock = 500_000
  expect(cache.peek(asked, null)).toBeDefined() // in front of the router counts as well
  state.holds = false
  state.clock += 60_000
  expect((await ask(asked, null, away)).outcome).toMatchObject({ from: 'cache', isStale: true })
  expect((await ask(asked, null, { ...away, allowStale: false })).outcome).toMatchObject({ from: 'execution' })
  state.clock++
  expect((await ask(asked, null, away)).outcome).toMatchObject({ from: 'execution', detail: 'database-away' })
})

test('never one that was purged, one made for a single viewer, or in place of an answer that there is', async () => {
  const { state, ask } = openDesk()
  await ask(asked)
  await ask(own, ama)
  state.holds = false
  expect((await ask(own, ama, away)).outcome.from).toBe('execution')
  expect((await ask(asked, null, { body: undefined })).outcome.from).toBe('execution')
  state.sequence++
  state.fresh = false
  expect((await ask(asked, null, away)).outcome.from).toBe('execution')
})

test('near its end an answer is made anew while it is still served, once', async () => {
  const { state, ask } = openDesk()
  await ask(asked)
  state.now = 79_000
  expect(await ask(asked)).toMatchObject({ executed: 0, outcome: { from: 'cache' } })
  state.now = 81_000
  expect(await ask(asked)).toMatchObject({ executed: 1, outcome: { from: 'cache' } })
  expect(await ask(asked)).toMatchObject({ executed: 0, outcome: { from: 'cache' } })
  state.now = 150_000
  expect(await ask(asked)).toMatchObject({ executed: 0 })
})

test('what depends on now ends before the next booking lapses, also one that it does not show', async () => {
  const { state, ask } = openDesk()
  state.nextChangeAt = 5000
  const met = (recorder: ExecutionRecorder) => recorder.tag(tagMap.kindOf('Space.bookings'), 1)
  await ask(asked, null, { met })
  state.now = 4998
  expect((await ask(asked)).executed).toBe(0)
  state.now = 4999
  expect((await ask(asked)).executed).toBe(1)
})

test('what looked at more of the viewer than its bound is not kept, and says why', async () => {
  const { ask } = openDesk()
  const met = (recorder: ExecutionRecorder) => recorder.viewer()
  for (let time = 0; time < 2; time++) {
    expect(await ask(asked, ama, { met })).toMatchObject({
      executed: 1,
      outcome: { forward: 'miss', detail: 'scope', entry: undefined },
    })
  }
})

test('an answer purged on its way is not kept', async () => {
  const { state, ask } = openDesk()
  state.fresh = false
  expect((await ask(asked)).outcome).toMatchObject({ forward: 'miss', detail: 'purged', entry: undefined })
})

test('owners have one of their own, all other viewers share one, and staff another', async () => {
  const { ask } = openDesk()
  const met = (recorder: ExecutionRecorder) => recorder.access('person', 1)
  expect((await ask(own, kofi, { met })).executed).toBe(1)
  expect((await ask(own, null, { met })).executed).toBe(0)
  expect((await ask(own, ama, { met })).executed).toBe(1)
  expect((await ask(own, ama, { met })).executed).toBe(0)
  expect((await ask(own, { id: 3, role: 'ADMIN' }, { met })).executed).toBe(1)
  expect((await ask(own, { id: 4, role: 'ADMIN' }, { met })).executed).toBe(0)
  expect((await ask(own, { id: 1, role: 'CLASS_REP' }, { met })).executed).toBe(1)
})
