/**
 * Where something stands in an answer: its path, and how far an error reaches. If a field that may not be null is null,
 * the thing that it stands in becomes null, up to the first that may be null.
 */
import type { FieldPlan, ValuePlan } from './plan.ts'

export type ResponseObject = Record<string | number, unknown>

/**
 * An object of an answer. Clients choose its keys, and `__proto__` would not be a key of a plain object. This object
 * inherits from nothing that has `__proto__`. Unlike one made by `Object.create(null)`, it stays as fast to fill as a
 * plain object.
 */
export class AnswerObject {
  [key: string]: unknown
}

Object.setPrototypeOf(AnswerObject.prototype, null)

export interface Place {
  readonly field: FieldPlan
  readonly plan: ValuePlan
  readonly holder: ResponseObject
  readonly key: string | number
  /** Undefined for the answer as a whole */
  readonly above: Place | undefined
  /** Whether an error has made it null: then nothing below it counts */
  isNulled: boolean
}

/** From the top of the answer, which has no part in the path itself. */
export function pathOf(place: Place): (string | number)[] {
  const path: (string | number)[] = []
  for (let at = place; at.above !== undefined; at = at.above) path.push(at.key)
  return path.reverse()
}

export function isNulled(place: Place | undefined): boolean {
  for (let at = place; at !== undefined; at = at.above) if (at.isNulled) return true
  return false
}

/** Makes it null, or the nearest place above it that may be null. */
export function nullify(place: Place): void {
  let at = place
  while (!at.plan.isNullable && at.above !== undefined) at = at.above
  at.isNulled = true
  at.holder[at.key] = null
}
