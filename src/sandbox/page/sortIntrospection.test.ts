import { buildClientSchema, buildSchema, type IntrospectionQuery, introspectionFromSchema, printSchema } from 'graphql'
import { expect, test } from 'vitest'
import { sortIntrospection } from './sortIntrospection.ts'

const schema = buildSchema(`
  interface Thing { name: String id: ID }
  enum Day { MONDAY FRIDAY }
  input Filter { to: Int from: Int }
  type Query implements Thing { name: String id: ID day(near: Int, after: Filter): Day }
  type Area implements Thing { name: String id: ID }
`)

test('sorts types and fields by name, and leaves arguments and enum values as they are', () => {
  const { data } = sortIntrospection({ data: { ...introspectionFromSchema(schema) } })
  const sorted = buildClientSchema(JSON.parse(JSON.stringify(data)) satisfies IntrospectionQuery)
  const own = Object.keys(sorted.getTypeMap()).filter((name) => !name.startsWith('__'))
  expect(own).toEqual(own.toSorted())
  expect(printSchema(sorted)).toContain(`type Query implements Thing {
  day(near: Int, after: Filter): Day
  id: ID
  name: String
}`)
  expect(printSchema(sorted)).toContain('input Filter {\n  from: Int\n  to: Int\n}')
  expect(printSchema(sorted)).toContain('enum Day {\n  MONDAY\n  FRIDAY\n}')
})

test('leaves an answer that is none alone', () => {
  for (const answer of [{ data: null }, { errors: [] }, {}]) expect(sortIntrospection(answer)).toEqual(answer)
})
