import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { bookingQuestions } from './page/exampleBooking.ts'
import { slotQuestion } from './page/exampleSlot.ts'
import { exampleQuestions } from './page/exampleVariables.ts'
import { welcomeQuery } from './page/firstVisit.ts'

test('the welcome and the questions for examples ask only what the schema answers', () => {
  const files = globSync(join(import.meta.dirname, '../../schema/*.graphql'))
  const schema = buildSchema(files.map((file) => readFileSync(file, 'utf8')).join('\n'))
  const now = new Date()
  const examples = [
    ...exampleQuestions.values(),
    ...bookingQuestions(now),
    slotQuestion(now.toISOString(), now.toISOString()),
  ]
  for (const text of [welcomeQuery, ...examples]) expect(validate(schema, parse(text))).toEqual([])
})
