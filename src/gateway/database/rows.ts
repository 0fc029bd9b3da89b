/**
 * Turns the rows of a read from bytes on the wire into objects under the names of their columns. The type that the
 * server gives with the bytes decides what they mean, so a statement need not inform its reader.
 */
import pg from 'pg'

/** One column of a result, as `pg` describes it */
export interface ResultColumn {
  name: string
  dataTypeID: number
}

/** Adds consecutive rows in text, not binary: PostgreSQL's own forms of values. Writes on the bytes. */
export type ReadRows = (bytes: Buffer, rows: object[]) => void

/** A letter, the length of the rest and the number of columns stand before the columns of a row. */
const headBytes = 7

export function rowReader(columns: readonly ResultColumn[]): ReadRows {
  const fields = columns.map(({ name, dataTypeID }) => ({ name, read: readers.get(dataTypeID) ?? text }))
  const moments = columns.map(({ dataTypeID }) => dataTypeID === types.TIMESTAMPTZ)
  const hasMoments = moments.includes(true)
  return (bytes, rows) => {
    if (hasMoments) rewriteMoments(bytes, moments)
    // One character per byte: a piece of a text costs a fraction of a piece of a buffer.
    const characters = bytes.toString('latin1')
    for (let at = 0; at < bytes.length; ) {
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

/**
 * Rewrites `2026-11-24 08:00:00.5+00` to RFC 3339 in place, because putting it together from its pieces would make four
 * texts instead of one. Lanes are in UTC; any other text stays as it is.
 */
function rewriteMoments(bytes: Buffer, moments: readonly boolean[]): void {
  for (let at = 0; at < bytes.length; ) {
    at += headBytes
    for (const isMoment of moments) {
      const from = at + 4
      at = from + Math.max(int32(bytes, at), 0)
      if (isMoment && bytes[from + 10] === space && bytes[at - 3] === plus) {
        bytes[from + 10] = letterT
        bytes[at - 3] = letterZ
      }
    }
  }
}

export const int32 = (bytes: Buffer, at: number): number =>
  ((bytes[at] as number) << 24) |
  ((bytes[at + 1] as number) << 16) |
  ((bytes[at + 2] as number) << 8) |
  (bytes[at + 3] as number) // the server sends messages whole

type ReadValue = (bytes: Buffer, characters: string, from: number, to: number) => unknown

/** For values that are their own text: names, members of enums, days, times of day */
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

/** A value that is not a number becomes its name, as in JSON. */
const float: ReadValue = (_, characters, from, to) => {
  const written = characters.slice(from, to)
  const value = Number(written)
  return Number.isFinite(value) ? value : written
}

/** See `rewriteMoments`: the last two characters of `Z00` are the rest of the offset. */
const moment: ReadValue = (bytes, characters, from, to) =>
  characters.slice(from, bytes[to - 3] === letterZ ? to - 2 : to)

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

const [minus, plus, zero, comma, space, true_] = [0x2d, 0x2b, 0x30, 0x2c, 0x20, 0x74]
const [letterT, letterZ] = [0x54, 0x5a]

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
  [types.TIMESTAMPTZ, moment],
  [types.JSON, json],
  [types.JSONB, json],
  [int4Array, integers],
  [textArray, texts],
])
