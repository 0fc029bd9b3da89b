import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { buildSchema } from 'graphql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { assertOperationsHold, createManifest, printManifest, readOperations } from './manifest.ts'

const schema = buildSchema('type Query { room(name: String): Room } type Room { name: String capacity: Int }')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compax-operations-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (file: string, text: string) => writeFileSync(join(folder, file), text)

describe('the manifest', () => {
  test('lists the operations by name, whatever their files are called, and nothing but what Apollo knows of them', () => {
    write('1.graphql', 'query Zoo { room { name } }')
    write('2.graphql', 'mutation Add { room { name } }')
    const manifest = createManifest(readOperations(folder))
    expect(manifest).toEqual({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [
        {
          id: expect.any(String),
          name: 'Add',
          type: 'mutation',
          body: 'mutation Add {\n  room {\n    name\n    __typename\n  }\n}',
        },
        {
          id: expect.any(String),
          name: 'Zoo',
          type: 'query',
          body: 'query Zoo {\n  room {\n    name\n    __typename\n  }\n}',
        },
      ],
    })
    expect(JSON.parse(printManifest(manifest))).toEqual(manifest)
  })

  test('gives each operation the SHA-256 of exactly its body', () => {
    write('Room.graphql', 'query Room { room { ...R } } fragment R on Room { name }')
    for (const { id, body } of readOperations(folder)) {
      expect(id).toBe(createHash('sha256').update(body, 'utf8').digest('hex'))
      expect(body).toContain('fragment R on Room')
    }
    expect.assertions(2)
  })

  test('adds the `__typename`s that caches of clients need to each body, and to no text', () => {
    write('Room.graphql', 'query Room { room { ...R } } fragment R on Room { name }')
    const [operation] = readOperations(folder)
    expect(operation?.body).toBe(
      'query Room {\n  room {\n    ...R\n    __typename\n  }\n}\n\nfragment R on Room {\n  name\n  __typename\n}',
    )
    expect(operation?.text).not.toContain('__typename')
  })

  test('keeps an id when only comments and indentation change', () => {
    write('Room.graphql', 'query Room { room { name } }')
    const [before] = readOperations(folder)
    write('Room.graphql', '# What a room is called.\nquery Room {\n room { name, }\n}\n')
    const [after] = readOperations(folder)
    expect(after?.id).toBe(before?.id)
    expect(after?.text).toContain('# What a room is called.')
  })
})

describe('abuse', () => {
  const refused = (file: string, message: string) =>
    expect.objectContaining({
      name: 'Error',
      exitCode: 1,
      message: expect.stringMatching(new RegExp(`${file}${message}$`)),
    })

  test.each([
    ['an operation without a name', '{ room { name } }', ': the operation has no name. Write `query Name { … }`.'],
    ['two operations', 'query A { room { name } } query B { room { name } }', ': must hold exactly one operation, .*'],
    ['no operation', 'fragment R on Room { name }', ': must hold exactly one operation, .*'],
    ['a syntax error', 'query A {\n  room {\n}', ':3: Syntax Error: Expected Name, found "}".'],
  ])('a file with %s is refused', (_what, text, message) => {
    write('Bad.graphql', text)
    expect(() => readOperations(folder)).toThrow(refused('Bad.graphql', message))
  })

  test('a name taken by another file is refused', () => {
    write('A.graphql', 'query Room { room { name } }')
    write('B.graphql', 'query Room { room { capacity } }')
    expect(() => readOperations(folder)).toThrow(refused('B.graphql', `: the name Room is taken by .*A.graphql.`))
  })

  test('an operation that does not fit the schema is refused with its file, line and name', () => {
    write('Good.graphql', 'query Good { room { name } }')
    write('Bad.graphql', 'query Wrong {\n  room { colour }\n}')
    const file = join(basename(folder), 'Bad.graphql')
    expect(() => assertOperationsHold(schema, readOperations(folder))).toThrow(
      refused(file, ':2: Wrong: Cannot query field "colour" on type "Room".'),
    )
  })

  test('an operation that fits is not', () => {
    write('Good.graphql', 'query Good { room { name } }')
    expect(() => assertOperationsHold(schema, readOperations(folder))).not.toThrow()
  })
})
