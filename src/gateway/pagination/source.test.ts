import { expect, test } from 'vitest'
import { canonicalArguments } from './source.ts'

test.each([
  [
    { a: 1, b: { c: 2, d: 3 } },
    { b: { d: 3, c: 2 }, a: 1 },
  ],
  [{}, { filter: {} }],
  [{ filter: null }, { filter: { kind: undefined, near: { latitude: null } } }],
  [{ kinds: ['A', 'B'] }, { kinds: ['A', 'B'], query: null }],
])('%j and %j are one question', (a, b) => {
  expect(canonicalArguments(a)).toBe(canonicalArguments(b))
})

test.each([
  [{ kinds: ['A', 'B'] }, { kinds: ['B', 'A'] }],
  [{ kinds: [] }, {}],
  [{ floor: 0 }, {}],
  [{ mine: false }, {}],
  [{ name: '' }, {}],
  [{ floor: 1 }, { floor: '1' }],
  [{ a: { b: 1 } }, { a: 1, b: 1 }],
])('%j and %j are two', (a, b) => {
  expect(canonicalArguments(a)).not.toBe(canonicalArguments(b))
})
