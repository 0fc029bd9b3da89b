/**
 * Cursors are opaque: base64url of a JSON array whose first element binds them to one connection, order and filter,
 * and whose rest are the values of the order's keys. They name a place, not a row, so they outlive the row.
 */
import { hash } from 'node:crypto'
import { clientError } from '../errors/errors.ts'
import type { OrderKey } from './orderKey.ts'

export type KeyValue = string | number | boolean | null

/** The binding of a cursor, as eight characters: enough to catch mistakes, and nothing here is a secret. */
export const cursorBinding = (connection: string, parent: number, args: string): string =>
  hash('sha1', `${connection}\n${parent}\n${args}`, 'base64url').slice(0, 8)

export function encodeCursor(binding: string, keys: OrderKey[], row: object): string {
  const values: Record<string, unknown> = { ...row }
  return Buffer.from(JSON.stringify([binding, ...keys.map(({ field }) => values[field])])).toString('base64url')
}

/** The key values of a cursor; BAD_CURSOR unless it is one of this connection, order and filter. */
export function decodeCursor(cursor: string, binding: string, keys: OrderKey[]): KeyValue[] {
  const [bound, ...values] = parse(cursor)
  const fits = bound === binding && values.length === keys.length && keys.every((key, i) => holds(key, values[i]))
  if (!fits) throw badCursor()
  return values as KeyValue[] // every one was looked at by `holds`
}

function parse(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}

function holds({ type, nullable }: OrderKey, value: unknown): boolean {
  if (value === null) return nullable
  return (valuesOf[type] ?? isText)(value)
}

const isText = (value: unknown): boolean => typeof value === 'string' && !value.includes('\0')

const isWholeBelow = (bound: number) => (value: unknown) =>
  Number.isInteger(value) && Number(value) >= -bound && Number(value) < bound

/** How JSON carries the values of an SQL type, if not as text. */
const valuesOf: { readonly [type: string]: (value: unknown) => boolean } = {
  bool: (value) => typeof value === 'boolean',
  int2: isWholeBelow(2 ** 15),
  int4: isWholeBelow(2 ** 31),
  int8: Number.isSafeInteger,
  float8: (value) => Number.isFinite(value) || ['Infinity', '-Infinity', 'NaN'].includes(String(value)),
}

const badCursor = () =>
  clientError(
    'BAD_CURSOR',
    'This cursor is not one of this connection with this order and filter. Start again without `after` and `before`.',
  )
