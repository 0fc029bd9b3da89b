import { expect, test } from 'vitest'
import { describeOperation } from './describeOperation.ts'

test('reads the comment right before the operation, as one line', () => {
  const text = '# Which rooms are free,\n#   and until when.\nquery FindFreeRoom { a # not this\n}'
  expect(describeOperation(text)).toEqual({ kind: 'query', description: 'Which rooms are free, and until when.' })
})

test('finds the operation behind its fragments', () => {
  expect(describeOperation('fragment A on B { c }\n# Books.\nmutation Book { d }')).toEqual({
    kind: 'mutation',
    description: 'Books.',
  })
})

test('has nothing to say of a text without a comment, or that is not GraphQL', () => {
  expect(describeOperation('{ a }')).toEqual({ kind: 'query', description: '' })
  expect(describeOperation('query {')).toEqual({ kind: undefined, description: '' })
})
