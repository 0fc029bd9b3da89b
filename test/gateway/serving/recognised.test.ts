/** What is recognised by its bytes, with a cache that only the test moves. */
import { expect, test } from 'vitest'
import { recogniseRequests } from '../../../src/gateway/serving/recognised.ts'
import type { LookUp } from '../../../src/gateway/types.ts'
import { entryOf } from '../../support/caching/entries.ts'
import { publicQuestion } from '../../support/caching/questions.ts'
import { logNothing, observeNothing } from '../../support/observeNothing.ts'

const question = publicQuestion
const entry = entryOf('key', 2000)

function openDesk() {
  const state = { isServable: true }
  const told: number[] = []
  const requests = recogniseRequests({
    cache: {
      peek: () => entry,
      fetch: () => undefined,
      isServable: (of, asked) => of === entry && asked === question && state.isServable,
    },
    sessions: { peek: () => undefined },
    invalidation: { now: () => 1000 },
    encode: async () => {},
    requestLog: logNothing,
    observer: { ...observeNothing, request: (_operation, _outcome, milliseconds) => void told.push(milliseconds) },
  })
  requests.note('raw', { question, lifetimes: { maxAge: 100, browser: 0, shared: 0 } })
  const find = (arrivedAtMs: number, acceptEncoding?: string) =>
    requests.lookUp('raw', { ...request, arrivedAtMs, acceptEncoding })
  return { state, told, find, requests }
}

const request: LookUp = {
  token: undefined,
  arrivedAtMs: 0,
  mediaType: 'application/json',
  acceptEncoding: undefined,
  ifNoneMatch: undefined,
}

test('what is found may have become old when its encoding is there', async () => {
  const { state, find } = openDesk()
  expect(find(performance.now())).toMatchObject({ kind: 'bytes', body: entry.body })
  expect(await find(performance.now(), 'br')).toMatchObject({ kind: 'bytes', body: entry.body })
  const found = find(performance.now(), 'br')
  state.isServable = false
  expect(await found).toBeUndefined()
})

test('other bytes are not recognised, and a token that is not known is looked up elsewhere', () => {
  const { requests } = openDesk()
  expect(requests.lookUp('other', request)).toBeUndefined()
  expect(requests.lookUp('raw', { ...request, token: 'unknown' })).toBeUndefined()
})

test('a request is reported with the time since it arrived', () => {
  const { told, find } = openDesk()
  find(performance.now() - 5000)
  expect(told).toHaveLength(1)
  expect(told[0]).toBeGreaterThanOrEqual(5000)
})
