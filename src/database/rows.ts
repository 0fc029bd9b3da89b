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

/** Rows that came one after the other, as text and not as binary: PostgreSQL's own forms of values */
export interface RowBytes {
  bytes: Buffer
  /** The same bytes, a character each: a piece of a text costs a fraction of a piece of a buffer */
  characters: string
  start: number
  end: number
}

/** Adds the rows. */
export type ReadRows = (run: RowBytes, rows: object[]) => void

/** Before the columns of a row stand a letter, the length of what follows and the number of columns. */
const headBytes = 7

export function rowReader(columns: readonly ResultColumn[]): ReadRows {
  const fields = columns.map(({ name, dataTypeID }) => ({ name, read: readers.get(dataTypeID) ?? text }))
  return ({ bytes, characters, start, end }, rows) => {
    for (let at = start; at < end; ) {
      const row: { [name: string]: unknown } = {}
      at += headBytes
      for (const { name, read } of fields) {
        const from = at + 4
        const length = int32(bytes, at)
        at = length < 0 ? from : from + length
        row[name] = length < 0 ? null : read(bytes, characters, from, at)
      }
      rows.push(row)
    }
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

/** `{1,-2}` */
const integers: ReadValue = (bytes, characters, from, to) => {
  const list: unknown[] = []
  let start = from + 1
  for (let at = start; at < to; at++) {
    if (bytes[at] !== comma && at < to - 1) continue
    if (start < at) list.push(integer(bytes, characters, start, at))
    start = at + 1
  }
  return list
}

const [minus, zero, comma, true_] = [0x2d, 0x30, 0x2c, 0x74]

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
