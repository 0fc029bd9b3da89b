import { GraphQLError, parseValue } from 'graphql'
import { describe, expect, test } from 'vitest'
import { scalars } from './scalars.ts'

const scalar = (name: string) => {
  const found = scalars[name]
  if (found === undefined) throw new Error(`There is no ${name}.`)
  return found
}
const {
  DateTime,
  Date: Day,
  LocalTime,
} = { DateTime: scalar('DateTime'), Date: scalar('Date'), LocalTime: scalar('LocalTime') }

describe('a DateTime', () => {
  test.each([
    ['2026-11-23T08:00:00Z', '2026-11-23T08:00:00.000Z'],
    ['2026-11-23t08:00:00z', '2026-11-23T08:00:00.000Z'],
    ['2026-11-23T08:00:00.5Z', '2026-11-23T08:00:00.500Z'],
    ['2026-11-23T08:00:00.123456789+05:30', '2026-11-23T02:30:00.123Z'],
    ['2024-02-29T23:59:59-12:00', '2024-03-01T11:59:59.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%s is read as %s', (text, moment) => {
    expect(DateTime.parseValue(text)).toBe(moment)
  })

  test.each([
    ['2026-11-23T08:00:00Z', '2026-11-23T08:00:00Z'],
    ['2026-11-23T08:00:00.5Z', '2026-11-23T08:00:00.5Z'],
  ])('of the database, %s, is shown as %s', (stored, shown) => {
    expect(DateTime.serialize(stored)).toBe(shown)
  })
})

test.each(['2026-11-23', '2024-02-29', '0001-01-01', '9999-12-31'])('%s is a Date', (text) => {
  expect(Day.parseValue(text)).toBe(text)
  expect(Day.serialize(text)).toBe(text)
})

test('a LocalTime is shown without seconds where it has none', () => {
  expect(LocalTime.serialize('08:00:00')).toBe('08:00')
  expect(LocalTime.serialize('08:00:30')).toBe('08:00:30')
  expect(LocalTime.parseValue('08:00')).toBe('08:00:00')
})

describe('abuse', () => {
  test.each([
    [Day, '2026-02-30', '"2026-02-30" is not a Date; write it like "2026-11-23".'],
    [Day, '0000-01-01', '"0000-01-01" is not a Date; write it like "2026-11-23".'],
    [Day, '2026-1-1', '"2026-1-1" is not a Date; write it like "2026-11-23".'],
    [LocalTime, '24:00', '"24:00" is not a LocalTime; write it like "08:00".'],
    [LocalTime, '8:00', '"8:00" is not a LocalTime; write it like "08:00".'],
    [
      DateTime,
      '0000-12-31T23:59:59Z',
      '"0000-12-31T23:59:59Z" is not a DateTime; write it like "2026-11-23T08:00:00Z".',
    ],
    [
      DateTime,
      '9999-12-31T23:59:59-01:00',
      '"9999-12-31T23:59:59-01:00" is not a DateTime; write it like "2026-11-23T08:00:00Z".',
    ],
    [DateTime, 7, '7 is not a DateTime; write it like "2026-11-23T08:00:00Z".'],
    [DateTime, {}, 'This is not a DateTime; write it like "2026-11-23T08:00:00Z".'],
    [DateTime, 'x'.repeat(1e6), `"${'x'.repeat(60)}" is not a DateTime; write it like "2026-11-23T08:00:00Z".`],
  ])('%s of %j', (type, value, message) => {
    expect(() => type.parseValue(value)).toThrow(expect.objectContaining({ message }))
    expect(() => type.parseValue(value)).toThrow(GraphQLError)
  })

  test.each(['2026-02-30T08:00:00Z', '2026-02-30T08:00:00.000Z', '2026-11-23T24:00:00Z', '2026-11-23T08:60:00Z'])(
    'a DateTime of no day or no time: %s',
    (text) => expect(() => DateTime.parseValue(text)).toThrow(`"${text}" is not a DateTime`),
  )

  test('a literal that is no string', () => {
    for (const literal of ['7', 'TODAY', '[]', '{}', 'true']) {
      expect(() => DateTime.parseLiteral(parseValue(literal), {})).toThrow('This is not a DateTime')
    }
  })
})
