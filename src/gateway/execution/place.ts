/**
 * Where in an answer something stands: what a path is made of, and how far an error reaches. A field that may not be null
 * and is takes the thing that it stands in with it, up to the first that may be null.
 */
import type { FieldPlan, ValuePlan } from './plan.ts'

export type Holder = Record<string | number, unknown>

/**
 * An object of an answer. Clients choose its keys, and in a plain object `__proto__` would be none: this one inherits from
 * nothing that has it, and unlike one made by `Object.create(null)` it stays as fast to fill as a plain one.
 */
export class AnswerObject {
  [key: string]: unknown
}

Object.setPrototypeOf(AnswerObject.prototype, null)

export interface Place {
  readonly field: FieldPlan
  readonly plan: ValuePlan
  readonly holder: Holder
  readonly key: string | number
  /** Undefined for the answer as a whole */
  readonly above: Place | undefined
  /** Whether an error has made it null: what is below it counts no more */
  isNulled: boolean
}

/** From the top of the answer, which itself has no part in it. */
export function pathOf(place: Place): (string | number)[] {
  const path: (string | number)[] = []
  for (let at = place; at.above !== undefined; at = at.above) path.push(at.key)
  return path.reverse()
}

export function isGone(place: Place | undefined): boolean {
  for (let at = place; at !== undefined; at = at.above) if (at.isNulled) return true
  return false
}

/** Makes it null, or the nearest above it that may be. */
export function nullify(place: Place): void {
  let at = place
  while (!at.plan.isNullable && at.above !== undefined) at = at.above
  at.isNulled = true
  at.holder[at.key] = null
}
