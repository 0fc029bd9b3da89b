import { expect, test } from 'vitest'
import { judgedAlone } from './judgedAlone.ts'
import type { SchemaChange } from './report.ts'

const judged: SchemaChange = {
  severity: 'safe',
  path: 'Query.a',
  message: 'It was added',
  effect: undefined,
  operations: [],
}
const fail = () => {
  throw new Error('Syntax Error: Expected <EOF>, found ".".')
}

test('a change that can be judged is reported as it was judged', () => {
  expect(judgedAlone({ path: 'Query.a', message: 'It was added' }, () => [judged])).toEqual([judged])
})

test('a change on which the check fails is reported with the failure, and counts as breaking', () => {
  expect(judgedAlone({ path: '@shown.c', message: "Argument 'c' was removed" }, fail)).toEqual([
    {
      severity: 'breaking',
      path: '@shown.c',
      message: "Argument 'c' was removed",
      effect: 'The check failed on this change (Syntax Error: Expected <EOF>, found ".".), so it counts as breaking.',
      operations: [],
    },
  ])
})

test('what has no path is a change of the schema', () => {
  expect(judgedAlone({ message: 'The query type is another' }, fail)).toMatchObject([{ path: 'schema' }])
})
