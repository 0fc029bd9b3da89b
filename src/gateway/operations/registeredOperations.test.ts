import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSchema } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RefusedError } from '../../operatorErrors.ts'
import type { ManifestOperation } from './manifest.ts'
import { assertAnswerable, readRegisteredOperations } from './registeredOperations.ts'

const schema = buildSchema('type Query { room(name: String): Room } type Room { name: String }')
const operation = (name: string, body: string): ManifestOperation => ({ id: '0'.repeat(64), name, type: 'query', body })

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'compax-registered-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('the registered operations are those of the published manifest', () => {
  expect(readRegisteredOperations().map(({ name }) => name)).toContain('FindFreeRoom')
})

test('operations that fit the schema are answerable', () => {
  expect(() => assertAnswerable(schema, [operation('Room', 'query Room { room { name } }')])).not.toThrow()
})

describe('abuse', () => {
  test('all that do not fit the schema are named', () => {
    const bodies = {
      Bad: 'query Bad { hall }',
      Good: 'query Good { room { name } }',
      Worse: 'query Worse { room { x } }',
    }
    const operations = Object.entries(bodies).map(([name, body]) => operation(name, body))
    expect(() => assertAnswerable(schema, operations)).toThrow(
      new RefusedError(
        'The registered operation Bad does not fit the schema: Cannot query field "hall" on type "Query".\n' +
          'The registered operation Worse does not fit the schema: Cannot query field "x" on type "Room".',
      ),
    )
  })

  test('one that is no operation is named', () => {
    expect(() => assertAnswerable(schema, [operation('Bad', 'query Bad {')])).toThrow(
      new RefusedError(
        'The registered operation Bad does not fit the schema: Syntax Error: Expected Name, found <EOF>.',
      ),
    )
  })

  test.each([
    ['is not there', undefined],
    ['is no JSON', '{'],
    ['is no manifest', '[]'],
    ['holds something else', '{"operations":[{"id":1}]}'],
    ['was changed by hand', JSON.stringify({ operations: [operation('Room', 'query Room { room { name } }')] })],
  ])('a manifest that %s is refused, with the way out', (_what, content) => {
    const file = join(folder, 'operations.json')
    if (content !== undefined) writeFileSync(file, content)
    expect(() => readRegisteredOperations(file)).toThrow(RefusedError)
    expect(() => readRegisteredOperations(file)).toThrow(
      /^The registered operations in \S*operations\.json cannot be read: .* Run `npm run generate`\.$/,
    )
    rmSync(file, { force: true })
  })
})
