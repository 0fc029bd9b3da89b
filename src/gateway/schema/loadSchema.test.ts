import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Source } from 'graphql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RefusedError } from '../../operatorErrors.ts'
import { buildSchemaFrom, readSchema } from './loadSchema.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compax-schema-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (file: string, text: string) => writeFileSync(join(folder, file), text)

describe('the working schema', () => {
  test('is made of all files of the folder, which may extend one another whatever their names', () => {
    write('a.graphql', 'extend type Query { room: String }')
    write('b.graphql', 'type Query { building: String }')
    expect(Object.keys(readSchema(folder).getQueryType()?.getFields() ?? {})).toEqual(['building', 'room'])
  })

  test('takes files in the order of their names, and none of a subfolder or another kind', () => {
    mkdirSync(join(folder, 'operations'))
    write('operations/c.graphql', 'query C { building }')
    write('c.graphql', 'type InC { c: Int }')
    write('a.graphql', 'type Query { a: Int }')
    write('b.graphql', 'type InB { b: Int }')
    write('notes.md', 'no SDL')
    const types = Object.keys(readSchema(folder).getTypeMap())
    expect(types.filter((name) => name.startsWith('In') && name !== 'Int')).toEqual(['InB', 'InC'])
  })

  test('is found wherever the process was started', () => {
    const before = process.cwd()
    process.chdir(folder)
    try {
      expect(readSchema().getQueryType()?.name).toBe('Query')
    } finally {
      process.chdir(before)
    }
  })
})

describe('abuse', () => {
  const build = (...bodies: string[]) => buildSchemaFrom(bodies.map((body, i) => new Source(body, `${i}.graphql`)))

  test.each<[string, string[], string]>([
    [
      'a syntax error',
      ['type Query { a: Int }', '\ntype B {'],
      '1.graphql:2: Syntax Error: Expected Name, found <EOF>.',
    ],
    ['an unknown type', ['type Query {\n  a: Room\n}'], '0.graphql:2: Unknown type "Room".'],
    [
      'a name given twice',
      ['type Query { a: Int }', 'type Query { b: Int }'],
      '0.graphql:1: There can be only one type named "Query".',
    ],
    [
      'an extension of nothing',
      ['type Query { a: Int }', 'extend type Room { b: Int }'],
      '1.graphql:1: Cannot extend type "Room" because it is not defined.',
    ],
    [
      'an interface that is not kept',
      ['interface Node { id: ID! } type Query { a: Int }', 'type Room implements Node { name: String }'],
      '0.graphql:1: Interface field Node.id expected but Room does not provide it.',
    ],
  ])('%s is refused with its file and line', (_what, bodies, message) => {
    expect(() => build(...bodies)).toThrow(new RefusedError(message))
  })

  test('everything that is wrong is named at once', () => {
    expect(() => build('type Query {\n  a: Room\n  b: Chair\n}')).toThrow(
      new RefusedError('0.graphql:2: Unknown type "Room".\n0.graphql:3: Unknown type "Chair".'),
    )
  })

  test('a schema without queries is refused', () => {
    expect(() => build('type Room { name: String }')).toThrow(new RefusedError('Query root type must be provided.'))
  })

  test('a folder without SDL is refused', () => {
    expect(() => readSchema(folder)).toThrow(new RefusedError(`There is no *.graphql in ${folder}.`))
  })
})
