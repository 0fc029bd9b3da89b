import { describe, expect, test } from 'vitest'
import { pageArgumentsError, pageWindow } from './pageWindow.ts'

describe('a window', () => {
  test.each([
    [{}, { size: 20, backward: false }],
    [
      { first: null, last: null, after: null, before: null },
      { size: 20, backward: false },
    ],
    [{ first: 0 }, { size: 0, backward: false }],
    [
      { first: 3, last: null, after: 'a' },
      { size: 3, backward: false, after: 'a' },
    ],
    [{ last: 0 }, { size: 0, backward: true }],
    [
      { first: null, last: 3, after: 'a', before: 'b' },
      { size: 3, backward: true, after: 'a', before: 'b' },
    ],
    [{ before: 'b' }, { size: 20, backward: false, before: 'b' }],
    [{ after: '' }, { size: 20, backward: false, after: '' }],
  ])('of %j', (args, expected) => {
    expect(pageWindow(args)).toEqual({ after: undefined, before: undefined, ...expected })
  })
})

describe('what is wrong with', () => {
  test.each([
    [{ first: 1, last: 1 }, 'BAD_USER_INPUT', 'Give `first` or `last`, not both.'],
    [{ first: 0, last: 0 }, 'BAD_USER_INPUT', 'Give `first` or `last`, not both.'],
    [{ first: -1 }, 'BAD_USER_INPUT', '`first` must not be negative; it is -1.'],
    [{ last: -1 }, 'BAD_USER_INPUT', '`last` must not be negative; it is -1.'],
    [{ first: 101 }, 'PAGE_SIZE_EXCEEDED', '`first` is 101; a page holds at most 100.'],
    [{ last: 101 }, 'PAGE_SIZE_EXCEEDED', '`last` is 101; a page holds at most 100.'],
  ])('%j', (args, code, message) => {
    const error = pageArgumentsError(args, 100)
    expect(error?.extensions.code).toBe(code)
    expect(error?.message).toContain(message)
  })

  test('nothing, up to the greatest page', () => {
    expect(pageArgumentsError({ first: 100 }, 100)).toBeUndefined()
    expect(pageArgumentsError({ last: 100, first: null }, 100)).toBeUndefined()
  })
})
