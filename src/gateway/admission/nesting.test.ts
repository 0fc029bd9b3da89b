import { expect, test } from 'vitest'
import { assertNesting } from './nesting.ts'

const nested = (depth: number, open = '{', close = '}') => open.repeat(depth) + close.repeat(depth)

test('300 brackets within one another are read, however many stand side by side', () => {
  expect(() => assertNesting(nested(300))).not.toThrow()
  expect(() => assertNesting('{ a(b: [{ c: 1 }]) }'.repeat(1000))).not.toThrow()
})

test.each([
  ['{', '}'],
  ['(', ')'],
  ['[', ']'],
  ['{a(b:[', '])}'],
])('one more of %s is not', (open, close) => {
  expect(() => assertNesting(nested(301, open, close))).toThrow(
    expect.objectContaining({
      message: 'The text of the operation nests more than 300 brackets. Ask for less at once.',
      extensions: { code: 'OPERATION_TOO_DEEP' },
    }),
  )
})
