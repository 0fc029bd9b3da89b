import { buildSchema } from 'graphql'
import { describe, expect, test, vi } from 'vitest'
import { createCompiledOperations } from './compiledOperations.ts'

const schema = buildSchema('type Query { a: Int, b: Int }')
const registered = [{ id: 'first', body: 'query First { a }' }]
const known = (text: string) => ({ hash: `hash of ${text}`, text })

function operations() {
  const extend = vi.fn(() => ({ extra: true }))
  return { extend, ...createCompiledOperations({ schema, tags: { rowKind: () => undefined }, registered, extend }) }
}

describe('what is registered', () => {
  test('is compiled from the start, and found by its own name or none', () => {
    const { find, extend } = operations()
    expect(extend).toHaveBeenCalledTimes(1)
    const text = { hash: 'first', text: 'query First { a }' }
    expect(find(text, undefined)).toMatchObject({ extra: true, operation: { operation: 'query' } })
    expect(find(text, 'First')).toBe(find(text, undefined))
    expect(find(text, 'Second')).toBeUndefined()
    expect(extend).toHaveBeenCalledTimes(1)
  })
})

describe('any other text', () => {
  test('is left to graphql-js until it was found valid, and compiled once then', () => {
    const { find, noteValid, extend } = operations()
    const text = known('{ b }')
    expect(find(text, undefined)).toBeUndefined()
    noteValid(text)
    expect(find(text, undefined)).toBeDefined()
    expect(find(text, undefined)).toBe(find(text, undefined))
    expect(extend).toHaveBeenCalledTimes(2)
  })

  test('is one operation for each of its names', () => {
    const { find, noteValid } = operations()
    const text = known('query A { a } query B { b }')
    noteValid(text)
    expect(find(text, 'A')?.operation.name?.value).toBe('A')
    expect(find(text, 'B')?.operation.name?.value).toBe('B')
    expect(find(text, undefined)).toBeUndefined()
  })

  test('that is better left to graphql-js is looked at once', () => {
    const { find, noteValid, extend } = operations()
    const text = known('{ __schema { __typename } }')
    noteValid(text)
    expect([find(text, undefined), find(text, undefined)]).toEqual([undefined, undefined])
    expect(extend).toHaveBeenCalledTimes(1)
  })
})

describe('the bounds', () => {
  const valid = (operations: ReturnType<typeof createCompiledOperations>, count: number, long = '') => {
    for (let number = 0; number < count; number++) {
      const text = known(`{ a${number}: a } # ${long}`)
      operations.noteValid(text)
      operations.find(text, undefined)
    }
  }

  test('of 1,001 operations the one that was not used for longest is compiled again', () => {
    const all = operations()
    valid(all, 1001)
    expect(all.extend).toHaveBeenCalledTimes(1 + 1001)
    all.find(known('{ a1000: a } # '), undefined)
    expect(all.extend).toHaveBeenCalledTimes(1 + 1001)
    all.find(known('{ a0: a } # '), undefined)
    expect(all.extend).toHaveBeenCalledTimes(1 + 1002)
  })

  test('of long texts fewer are kept, and of one that is longer than all may be, none', () => {
    const all = operations()
    const long = '-'.repeat(100_000)
    valid(all, 10, long)
    all.find(known(`{ a0: a } # ${long}`), undefined)
    expect(all.extend).toHaveBeenCalledTimes(1 + 11)
    const longest = known(`{ b } # ${'-'.repeat(1_000_000)}`)
    all.noteValid(longest)
    expect(all.find(longest, undefined)).toBeDefined()
    expect(all.find(longest, undefined)).toBeDefined()
    expect(all.extend).toHaveBeenCalledTimes(1 + 13)
  })

  test('of more than 20,000 valid texts the first are left to graphql-js again', () => {
    const all = operations()
    for (let number = 0; number <= 20_000; number++) all.noteValid(known(`{ a${number}: a }`))
    expect(all.find(known('{ a0: a }'), undefined)).toBeUndefined()
    expect(all.find(known('{ a20000: a }'), undefined)).toBeDefined()
  })
})
