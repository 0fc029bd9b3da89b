/** What became of one value of a file: it was read, or something is wrong with it. */
import { findNameFault } from './names.ts'

export type Reading<T> = { value: T } | Fault<T>

export interface Fault<T = never> {
  reason: string
  /** What to write instead, where that can be guessed */
  suggestion?: string
  /** What the suggestion stands for, where nothing else can be meant: see `isCertain` of `findNearest` */
  nearest?: T
}

export type Reader<T> = (text: string) => Reading<T>

export const readName: Reader<string> = (text) => {
  const reason = findNameFault(text)
  return reason === undefined ? { value: text } : { reason }
}

/** An empty value is null, anything else is what the reader makes of it. */
export const optional =
  <T>(reader: Reader<T>): Reader<T | null> =>
  (text) =>
    text === '' ? { value: null } : reader(text)

export const wholeNumber =
  (least: number, most: number): Reader<number> =>
  (text) => {
    const number = /^[+-]?\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    if (number >= least && number <= most) return { value: number }
    return { reason: text === '' ? 'is empty' : `is not a whole number from ${least} to ${most}` }
  }

export const readOptionalName: Reader<string | null> = optional(readName)

/** A decimal number with a point, as in WGS 84 degrees. */
export const decimalNumber =
  (least: number, most: number): Reader<number> =>
  (text) => {
    const number = /^[+-]?\d{1,9}(\.\d*)?$/.test(text) ? Number(text) : Number.NaN
    if (number >= least && number <= most) return { value: number }
    return { reason: text === '' ? 'is empty' : `is not a number from ${least} to ${most}` }
  }

/** A file of many lines has few different values. */
export function remembering<T>(reader: Reader<T>): Reader<T> {
  const readings = new Map<string, Reading<T>>()
  return (text) => {
    const known = readings.get(text)
    if (known !== undefined) return known
    const reading = reader(text)
    readings.set(text, reading)
    return reading
  }
}
