import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { printBaseline } from './printBaseline.ts'

test('the order in which the schema is written does not show, its descriptions do', () => {
  const published = printBaseline(
    buildSchema('enum Kind { B A } type Query { b: Kind "What it is." a(d: Int c: Int): Int }'),
  )
  expect(published).toBe(
    printBaseline(buildSchema('type Query { "What it is." a(c: Int d: Int): Int b: Kind } enum Kind { A B }')),
  )
  expect(published).toContain('"""What it is."""\n  a(c: Int, d: Int): Int')
})
