/**
 * What the entries of a request share. An admitted entry leaves less for those after it; a refused entry takes nothing.
 */
import { badUserInput, clientError } from '../errors/errors.ts'
import type { Cost, Uses } from './cost.ts'
import { maxIntrospection, tooMuchIntrospection } from './introspection.ts'

export interface CostBudget {
  remaining: number
  /** How much of the schema was asked for so far */
  introspection?: number
  /** How often fields with a limit of uses were asked for so far, by coordinate */
  uses?: Map<string, number>
}

export interface CostLimits {
  maxCost: number
  maxValues: number
}

/** The engine gives up an answer that is too large, but it does not run operations that ask for the schema. */
const maxValuesBesideIntrospection = 5000

/** Every comparison is written so that NaN fails it. */
export function takeFrom(budget: CostBudget, cost: Cost, { maxCost, maxValues }: CostLimits): void {
  const { objects, values, introspection, uses } = cost
  if (!(objects <= budget.remaining)) throw tooCostly(objects, budget.remaining, maxCost)
  const mostValues = introspection > 0 ? Math.min(maxValues, maxValuesBesideIntrospection) : maxValues
  if (!(values <= mostValues)) throw tooManyValues(values, mostValues)
  const introspected = (budget.introspection ?? 0) + introspection
  if (!(introspected <= maxIntrospection)) throw tooMuchIntrospection()
  for (const [coordinate, use] of uses) assertUses(coordinate, use, budget.uses?.get(coordinate) ?? 0)
  budget.remaining -= objects
  budget.introspection = introspected
  if (uses.size === 0) return
  budget.uses ??= new Map()
  for (const [coordinate, { count }] of uses) budget.uses.set(coordinate, (budget.uses.get(coordinate) ?? 0) + count)
}

function assertUses(coordinate: string, { count, max }: Uses, before: number): void {
  const name = coordinate.split('.')[1]
  if (!(count <= max.operation)) {
    throw badUserInput(`\`${name}\` stands ${count} times in the operation; an operation may have ${max.operation}.`)
  }
  if (!(before + count <= max.request)) {
    throw badUserInput(
      `\`${name}\` stands more than ${max.request} times in the request. Send the rest in another one.`,
    )
  }
}

/** @param remaining of what the request may cost, after the operations before this one */
function tooCostly(cost: number, remaining: number, maxCost: number) {
  const left = remaining < maxCost ? ` of which the operations before it left ${remaining}` : ''
  return clientError(
    'OPERATION_TOO_COSTLY',
    `The operation may read ${cost} objects; a request may read ${maxCost}${left}. Ask for smaller pages, fewer levels or fewer fields.`,
    { extensions: { cost, maxCost } },
  )
}

const tooManyValues = (values: number, maxValues: number) =>
  clientError(
    'OPERATION_TOO_COSTLY',
    `The operation may answer ${values} values; an answer may have ${maxValues}. Ask for smaller pages or fewer fields.`,
    { extensions: { values, maxValues } },
  )
