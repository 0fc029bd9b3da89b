import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { exampleQuestions } from './page/exampleVariables.ts'
import { welcomeQuery } from './page/firstVisit.ts'

test('the welcome and the questions for examples ask only what the schema answers', () => {
  const files = globSync(join(import.meta.dirname, '../../schema/*.graphql'))
  const schema = buildSchema(files.map((file) => readFileSync(file, 'utf8')).join('\n'))
  for (const text of [welcomeQuery, ...Object.values(exampleQuestions)])
    expect(validate(schema, parse(text))).toEqual([])
})
