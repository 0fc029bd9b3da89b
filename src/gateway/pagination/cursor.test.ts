import { GraphQLError } from 'graphql'
import { describe, expect, test } from 'vitest'
import { raw } from '../database/sql.ts'
import { cursorBinding, decodeCursor, encodeCursor } from './cursor.ts'
import type { OrderKey } from './orderKey.ts'

const key = (field: string, type: string, nullable = false): OrderKey => ({
  field,
  expression: raw(`t.${field}`),
  type,
  nullable,
  computed: false,
  direction: 'ASC',
})

const binding = cursorBinding('Query.things', 0, '{}')

describe('a cursor', () => {
  const keys = [key('name', 'text'), key('size', 'float8', true), key('open', 'bool'), key('id', 'int4')]

  test.each([
    { name: 'é"\\', size: null, open: false, id: 1 },
    { name: '', size: -0.1, open: true, id: -2_147_483_648 },
    { name: 'x', size: '-Infinity', open: true, id: 2_147_483_647 },
  ])('gives back the values of the row that made it: %j', (row) => {
    expect(decodeCursor(encodeCursor(binding, keys, row), binding, keys)).toEqual(Object.values(row))
  })

  test('holds the keys of the order and nothing else of the row', () => {
    const cursor = encodeCursor(binding, [key('id', 'int4')], { id: 7, secret: 'x' })
    expect(JSON.parse(Buffer.from(cursor, 'base64url').toString())).toEqual([binding, 7])
  })

  test('is bound to connection, parent and arguments', () => {
    const others = [
      cursorBinding('Query.others', 0, '{}'),
      cursorBinding('Query.things', 1, '{}'),
      cursorBinding('Query.things', 0, '{"filter":{}}'),
    ]
    expect(new Set([binding, ...others]).size).toBe(4)
  })
})

describe('BAD_CURSOR is what', () => {
  const refused: { [type: string]: unknown[] } = {
    int2: [2 ** 15, -(2 ** 15) - 1],
    int4: [1.5, '1', 2 ** 31, -(2 ** 31) - 1, true, null, [1], {}],
    int8: [2 ** 53],
    float8: ['1', 'infinity', false, null],
    bool: [1, 'true', null],
    text: [1, 'a\0b', ['a'], null],
  }
  const cases = Object.entries(refused).flatMap(([type, values]) => values.map((value) => [type, value] as const))

  test.each(cases)('stands where a value of %s should: %j', (type, value) => {
    const cursor = Buffer.from(JSON.stringify([binding, value])).toString('base64url')
    expect(() => decodeCursor(cursor, binding, [key('a', type)])).toThrow(badCursor)
  })

  test('is too short, too long, or of another binding', () => {
    const keys = [key('a', 'int4')]
    const cursor = encodeCursor(binding, keys, { a: 1 })
    expect(() => decodeCursor(cursor, binding, [])).toThrow(badCursor)
    expect(() => decodeCursor(cursor, binding, [...keys, key('b', 'int4', true)])).toThrow(badCursor)
    expect(() => decodeCursor(cursor, 'elsewhere', keys)).toThrow(badCursor)
  })

  const badCursor = new GraphQLError(
    'This cursor is not one of this connection with this order and filter. Start again without `after` and `before`.',
    { extensions: { code: 'BAD_CURSOR' } },
  )
})
