/**
 * Rows of a read, from their bytes on the wire to objects under the names of their columns. What bytes stand for is said
 * by the type that the server gives with them, so a statement need not tell its reader anything.
 */
import pg from 'pg'

/** One column of a result, as `pg` describes it */
export interface ResultColumn {
  name: string
  dataTypeID: number
}

/** A row in what came from the server, as text and not as binary: PostgreSQL's own forms of values */
export interface RowBytes {
  bytes: Buffer
  /** The same bytes, a character each: a piece of a text costs a fraction of a piece of a buffer */
  characters: string
  /** Of the first column */
  start: number
}

export type ReadRow = (row: RowBytes) => object

export function rowReader(columns: readonly ResultColumn[]): ReadRow {
  const fields = columns.map(({ name, dataTypeID }) => ({ name, read: readers.get(dataTypeID) ?? text }))
  return ({ bytes, characters, start }) => {
    const row: { [name: string]: unknown } = {}
    let at = start
    for (const { name, read } of fields) {
      const from = at + 4
      const length = int32(bytes, at)
      at = from + Math.max(length, 0)
      row[name] = length < 0 ? null : read(bytes, characters, from, at)
    }
    return row
  }
}

export const int32 = (bytes: Buffer, at: number): number =>
  ((bytes[at] as number) << 24) |
  ((bytes[at + 1] as number) << 16) |
  ((bytes[at + 2] as number) << 8) |
  (bytes[at + 3] as number) // the server sends messages whole

type ReadValue = (bytes: Buffer, characters: string, from: number, to: number) => unknown

/** For what is its own text: names, members of enums, days, times of day */
function text(bytes: Buffer, characters: string, from: number, to: number): string {
  for (let at = from; at < to; at++) if ((bytes[at] as number) > 127) return bytes.toString('utf8', from, to)
  return characters.slice(from, to)
}

/** Counts are exact as long as there are fewer than 2⁵³. */
const integer: ReadValue = (bytes, _, from, to) => {
  const isNegative = bytes[from] === minus
  let value = 0
  for (let at = isNegative ? from + 1 : from; at < to; at++) value = value * 10 + ((bytes[at] as number) - zero)
  return isNegative ? -value : value
}

/** What is no number is its name, as JSON has it. */
const float: ReadValue = (_, characters, from, to) => {
  const written = characters.slice(from, to)
  const value = Number(written)
  return Number.isFinite(value) ? value : written
}

/** `2026-11-24 08:00:00.5+00` in RFC 3339; lanes are in UTC. */
const timestamp: ReadValue = (_, characters, from, to) => {
  if (characters[from + 10] !== ' ' || !characters.startsWith('+00', to - 3)) return characters.slice(from, to)
  return `${characters.slice(from, from + 10)}T${characters.slice(from + 11, to - 3)}Z`
}

const boolean: ReadValue = (bytes, _, from) => bytes[from] === true_

const json: ReadValue = (...value) => JSON.parse(text(...value))

const texts: ReadValue = (...value) => textsOf(text(...value))

const integers: ReadValue = (_, characters, from, to) =>
  to - from === 2
    ? []
    : characters
        .slice(from + 1, to - 1)
        .split(',')
        .map(Number)

const [minus, zero, true_] = ['-', '0', 't'].map((character) => character.charCodeAt(0)) as [number, number, number]

const types = pg.types.builtins
/** Arrays have no names there. */
const [int4Array, textArray] = [1007, 1009]
const textsOf = pg.types.getTypeParser(textArray)

const readers = new Map<number, ReadValue>([
  [types.BOOL, boolean],
  [types.INT2, integer],
  [types.INT4, integer],
  [types.INT8, integer],
  [types.FLOAT4, float],
  [types.FLOAT8, float],
  [types.TIMESTAMPTZ, timestamp],
  [types.JSON, json],
  [types.JSONB, json],
  [int4Array, integers],
  [textArray, texts],
])
