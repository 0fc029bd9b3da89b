/** What is recognised by its bytes, with a cache that only the test moves. */
import { expect, test } from 'vitest'
import type { ResponseCache } from '../../../src/gateway/caching/responseCache.ts'
import type { Answer } from '../../../src/gateway/http/answer.ts'
import type { KeptAnswer } from '../../../src/gateway/http/frontDoor.ts'
import { recogniseRequests } from '../../../src/gateway/serving/recognised.ts'
import { entryOf } from '../../support/caching/entries.ts'
import { publicQuestion } from '../../support/caching/questions.ts'
import { observeNothing } from '../../support/observeNothing.ts'

const question = publicQuestion
const entry = entryOf('key')

function openDesk() {
  const state = { isServable: true }
  const told: number[] = []
  const cache: ResponseCache<Answer> = {
    peek: () => entry,
    fetch: () => undefined,
    isServable: (of, asked) => of === entry && asked === question && state.isServable,
    answer: () => Promise.reject(new Error('Not asked for here.')),
  }
  const requests = recogniseRequests({
    cache,
    sessions: { peek: () => undefined, find: async () => undefined, findInDatabase: async () => undefined },
    invalidation: { now: () => 1000 },
    encode: async () => {},
    observer: { ...observeNothing, request: (_operation, _outcome, milliseconds) => void told.push(milliseconds) },
  })
  requests.note('raw', { question, lifetimes: { maxAge: 100, browser: 0, shared: 0 } })
  const find = (arrivedAtMs: number) => requests.find('raw', { token: undefined, arrivedAtMs }) as KeptAnswer
  return { state, told, find, requests }
}

test('what is found may have become old when it is sent', () => {
  const { state, find } = openDesk()
  const found = find(performance.now())
  expect(found.isServable()).toBe(true)
  state.isServable = false
  expect(found.isServable()).toBe(false)
})

test('other bytes are not recognised, and a token that is not known is looked up elsewhere', () => {
  const { requests } = openDesk()
  expect(requests.find('other', { token: undefined, arrivedAtMs: 0 })).toBeUndefined()
  expect(requests.find('raw', { token: 'unknown', arrivedAtMs: 0 })).toBeUndefined()
})

test('a request is told of with the time since it arrived', () => {
  const { told, find } = openDesk()
  find(performance.now() - 5000)
  expect(told).toHaveLength(1)
  expect(told[0]).toBeGreaterThanOrEqual(5000)
})
