/**
 * Whether two servers said the same. Cursors are each server's own, a moment can be written in several ways, and of a
 * fraction the last of its digits depends on how it was worked out.
 */
import type { Json } from './work.ts'

/** Undefined when they did, else where they first differ. */
export function difference(left: Json | undefined, right: Json | undefined, path = 'data'): string | undefined {
  if (canonical(left) === canonical(right)) return undefined
  if (isObject(left) && isObject(right)) {
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const found = difference(left[key], right[key], `${path}.${key}`)
      if (found !== undefined) return found
    }
  }
  return `${path}: ${shown(left)} against ${shown(right)}`
}

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null

const shown = (value: Json | undefined): string => JSON.stringify(value)?.slice(0, 200) ?? 'nothing'

function canonical(value: Json | undefined): string {
  return (
    JSON.stringify(value, (key, inner: Json) => {
      if (key === 'endCursor') return undefined
      if (typeof inner === 'string' && moment.test(inner)) return Date.parse(inner)
      if (typeof inner === 'number' && !Number.isInteger(inner)) return inner.toPrecision(12)
      if (isObject(inner) && !Array.isArray(inner))
        return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      return inner
    }) ?? ''
  )
}

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/
