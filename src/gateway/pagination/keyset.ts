/**
 * Keyset conditions: which rows lie beyond a place in an order. An index on the order can seek to each of their
 * separate branches, so that a page costs the same at any depth. A plain `or` of them would be a scan from the start.
 * If all keys run one way and none is null, one row comparison is enough.
 */
import { every, join, raw, type Sql, sql } from '../database/sql.ts'
import type { OrderKey } from './orderKey.ts'

export interface Place {
  keys: OrderKey[]
  /** What the statement calls the cursor's value of the key at this index */
  value(index: number): Sql
}

export type Side = 'after' | 'before'

export const opposite = (side: Side): Side => (side === 'after' ? 'before' : 'after')

/** Conditions: exactly one of them holds for each row strictly on this side of the place. */
export function beyond(place: Place, side: Side): Sql[] {
  if (isUniform(place.keys)) return [comparison(place, side, '')]
  return place.keys.flatMap((key, index) =>
    products([...place.keys.slice(0, index).map((_, i) => equal(place, i)), strictly(place, index, key, side)]),
  )
}

/** Conditions: one of them holds for each row on this side of the place or at it. */
export function beyondOrAt(place: Place, side: Side): Sql[] {
  if (isUniform(place.keys)) return [comparison(place, side, '=')]
  return [...beyond(place, side), ...products(place.keys.map((_, i) => equal(place, i)))]
}

/**
 * The same rows as `beyond`, for the end of a window rather than its start. Each condition ends a scan at the first key
 * of the place. A filter then removes the rows that come after the place among its equals.
 */
export function upTo(place: Place, side: Side): Sql[] {
  const exactly = beyond(place, side)
  const [key] = place.keys
  if (exactly.length === 1 || key === undefined) return exactly
  const operator = raw((key.direction === 'ASC') === (side === 'after') ? '>=' : '<=')
  const byValue = sql`${key.expression} ${operator} ${place.value(0)}`
  const byNull = sql`${side === 'after' ? key.expression : place.value(0)} is null`
  return (key.nullable ? [byValue, byNull] : [byValue]).map((level) => every([level, anyOf(exactly)]))
}

/** One condition for the same, used where no index has to serve it. */
export const anyOf = (conditions: Sql[]): Sql => sql`(${join(conditions, ' or ')})`

const isUniform = (keys: OrderKey[]): boolean =>
  keys.every(({ nullable, direction }) => !nullable && direction === keys[0]?.direction)

function comparison({ keys, value }: Place, side: Side, orEqual: '' | '='): Sql {
  const rows = join(keys.map(({ expression }) => expression))
  const place = join(keys.map((_, index) => value(index)))
  const operator = (keys[0]?.direction === 'ASC') === (side === 'after') ? '>' : '<'
  return sql`(${rows}) ${raw(operator + orEqual)} (${place})`
}

/** The ways in which a row can be strictly on this side by the key at this index; nulls come after everything. */
function strictly(place: Place, index: number, { expression, nullable, direction }: OrderKey, side: Side): Sql[] {
  const value = place.value(index)
  const operator = raw((direction === 'ASC') === (side === 'after') ? '>' : '<')
  const byValue = sql`${expression} ${operator} ${value}`
  if (!nullable) return [byValue]
  const byNull =
    side === 'after'
      ? sql`${expression} is null and ${value} is not null`
      : sql`${expression} is not null and ${value} is null`
  return [byValue, byNull]
}

function equal(place: Place, index: number): Sql[] {
  const key = place.keys[index]
  if (key === undefined) throw new RangeError('A place has a value for each key.')
  const value = place.value(index)
  const byValue = sql`${key.expression} = ${value}`
  return key.nullable ? [byValue, sql`${key.expression} is null and ${value} is null`] : [byValue]
}

/** One way from each list, in every combination. */
function products(ways: Sql[][]): Sql[] {
  return ways
    .reduce<Sql[][]>((chosen, next) => chosen.flatMap((before) => next.map((way) => [...before, way])), [[]])
    .map(every)
}
