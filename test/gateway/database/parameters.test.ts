/** What PostgreSQL reads from our parameters is what was meant: it says so itself, as JSON. */
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { parameterText } from '../../../src/gateway/database/lanes/parameters.ts'

let client: pg.Client

beforeAll(async () => {
  client = new pg.Client({ connectionString: inject('databaseServer').url, options: '-c timezone=UTC' })
  await client.connect()
})
afterAll(() => client.end())

async function readBack(type: string, value: unknown): Promise<unknown> {
  const text = parameterText(value)
  const { rows } = await client.query<{ json: string | null }>(`select to_json($1::${type})::text as json`, [text])
  const json = rows[0]?.json
  return json === null || json === undefined ? null : JSON.parse(json)
}

const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
/** Any text without U+0000 and halves of characters, and with more than its share of what arrays are written with */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('"', '\\', ',', '{', '}', 'NULL', 'null', ' ', "'", '\n'),
    ),
  )
  .map((pieces) => pieces.join('').replaceAll('\0', ''))
const date = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59Z'),
  noInvalidDate: true,
})
const orNull = <T>(of: fc.Arbitrary<T>) => fc.option(of, { freq: 5 })
const some = { minLength: 1, maxLength: 5 }

async function holds<T>(type: string, values: fc.Arbitrary<T>, meant: (value: T) => unknown = (value) => value) {
  await fc.assert(
    fc.asyncProperty(values, async (value) => {
      expect(await readBack(type, value)).toEqual(meant(value))
    }),
    { numRuns: 150 },
  )
}

const moment = (value: Date) => new Date(value).getTime()
const asMoment = (value: unknown) => (typeof value === 'string' ? Date.parse(value) : value)

describe('one value', () => {
  test('numbers', () => holds('int4', orNull(int)))
  test('texts', () => holds('text', orNull(text)))
  test('truth', () => holds('bool', orNull(fc.boolean())))
  test('fractions', () =>
    holds('float8', fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => (value === 0 ? 0 : value)))
  test('objects, as JSON', () => holds('jsonb', fc.record({ name: text, floor: orNull(int) })))
  test('moments', () =>
    fc.assert(
      fc.asyncProperty(date, async (value) => {
        expect(asMoment(await readBack('timestamptz', value))).toBe(moment(value))
      }),
      { numRuns: 150 },
    ))
})

describe('a list', () => {
  test('of numbers', () => holds('int4[]', fc.array(orNull(int))))
  test('of texts, none of them taken for NULL or for a part of the list', () => holds('text[]', fc.array(orNull(text))))
  test('of truths', () => holds('bool[]', fc.array(orNull(fc.boolean()))))
  test('of lists', () =>
    holds(
      'text[]',
      fc
        .integer({ min: 1, max: 4 })
        .chain((width) => fc.array(fc.array(orNull(text), { minLength: width, maxLength: width }), some)),
    ))
  test('of objects, as JSON', () => holds('jsonb[]', fc.array(fc.record({ name: text }), some)))
  test('of moments', () =>
    fc.assert(
      fc.asyncProperty(fc.array(orNull(date)), async (values) => {
        const read = (await readBack('timestamptz[]', values)) as unknown[]
        expect(read.map(asMoment)).toEqual(values.map((value) => value && moment(value)))
      }),
      { numRuns: 150 },
    ))
})

test('undefined is null, alone and in a list', async () => {
  expect(await readBack('text', undefined)).toBeNull()
  expect(await readBack('int4[]', [1, undefined])).toEqual([1, null])
})
