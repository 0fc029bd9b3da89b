import { expect, test, vi } from 'vitest'
import { watchSession } from './sessionWatch.ts'

const expired = new Headers({ 'compax-session': 'expired', 'cache-control': 'private, no-cache' })
const privately = new Headers({ 'cache-control': 'private, no-cache' })
const publicly = new Headers({ 'cache-control': 'public, max-age=5' })
const unstored = new Headers({ 'cache-control': 'no-store' })

test('a session ends with the answer that says so, and listeners hear of it once', () => {
  const [watch, listener] = [watchSession(), vi.fn()]
  watch.subscribe(listener)
  expect(watch.hasEnded()).toBe(false)
  watch.note(expired, { data: {} })
  watch.note(expired, { data: {} })
  expect(watch.hasEnded()).toBe(true)
  expect(listener).toHaveBeenCalledTimes(1)
})

test('an answer that cannot tell changes nothing', () => {
  const watch = watchSession()
  watch.note(expired, { data: {} })
  for (const headers of [publicly, privately, unstored, new Headers()]) watch.note(headers, { data: { terms: [] } })
  expect(watch.hasEnded()).toBe(true)
})

test.each([
  ['holds the viewer', { data: { viewer: { id: 'me' } } }],
  ['says that there is none', { data: { viewer: null } }],
  ['wants one', { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }],
])('an answer that %s, and not that a session has ended, was asked without such a session', (_what, answer) => {
  const watch = watchSession()
  watch.note(expired, answer)
  expect(watch.hasEnded()).toBe(true)
  watch.note(privately, answer)
  expect(watch.hasEnded()).toBe(false)
})

test('signing in begins another, though the request was sent with the old one', () => {
  const watch = watchSession()
  watch.note(expired, { data: { signIn: { token: null } } })
  expect(watch.hasEnded()).toBe(true)
  watch.note(expired, { data: { signIn: { token: 'of-mine' } } })
  expect(watch.hasEnded()).toBe(false)
})

test('a listener that has left hears nothing', () => {
  const [watch, listener] = [watchSession(), vi.fn()]
  watch.subscribe(listener)()
  watch.note(expired, null)
  expect(listener).not.toHaveBeenCalled()
})
