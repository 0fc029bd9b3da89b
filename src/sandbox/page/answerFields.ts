/** What stands in an answer, of which nothing is known: it may come from anything that sits at the endpoint. */

/** Of an object, its own; undefined of anything else. */
export const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)).get(name) : undefined

export function errorCodes(answer: unknown): unknown[] {
  const errors = field(answer, 'errors')
  return Array.isArray(errors) ? errors.map((error) => field(field(error, 'extensions'), 'code')) : []
}

/** The first text or number that stands under `key`, however deep, past objects of the same name. */
export function firstScalar(key: string, answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return undefined
  const direct = field(answer, key)
  if (typeof direct === 'string' || typeof direct === 'number') return direct
  return Object.values(answer)
    .map((value) => firstScalar(key, value))
    .find((value) => value !== undefined)
}
