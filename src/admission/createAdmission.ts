/**
 * Admission of an operation that comes again and again: what its text alone decides is decided once, and its cost is
 * remembered for the values of the variables that it depends on.
 */
import { type DocumentNode, Kind, type ValueNode, visit } from 'graphql'
import { type AdmissionLimits, admittedCost, type Candidate, type CostBudget, tooCostly } from './admit.ts'
import type { Variables } from './argumentValues.ts'
import { assertStrings } from './assertStrings.ts'

/** Throws the error that says why the operation may not run. */
export type Admission = (variables: Variables, budget: CostBudget) => void

/** Costs are kept for so many sets of page sizes; clients use a handful. */
const mostCosts = 200

export function createAdmission(operation: Omit<Candidate, 'variables'>, limits: AdmissionLimits): Admission {
  const names = costVariables(operation.document)
  const costs = new Map<string, number>()

  function costFor(variables: Variables): number {
    const key = names.length === 0 ? '' : JSON.stringify(names.map((name) => measure(variables[name])))
    const known = costs.get(key)
    if (known !== undefined) return known
    const cost = admittedCost({ ...operation, variables }, limits)
    if (costs.size >= mostCosts) costs.clear()
    costs.set(key, cost)
    return cost
  }

  return (variables, budget) => {
    assertStrings(variables)
    const cost = costFor(variables)
    if (cost > budget.remaining) throw tooCostly(cost, budget.remaining, limits.maxCost)
    budget.remaining -= cost
  }
}

const sizing = new Set(['first', 'last', 'ids'])

/** The variables whose values make an operation larger or smaller. */
function costVariables(document: DocumentNode): string[] {
  const names = new Set<string>()
  const note = (value: ValueNode) => {
    if (value.kind === Kind.VARIABLE) names.add(value.name.value)
  }
  visit(document, {
    Argument({ name, value }) {
      if (sizing.has(name.value)) note(value)
    },
    Directive({ arguments: given = [] }) {
      for (const { value } of given) note(value)
    },
  })
  return [...names].sort()
}

/** Of a list its length counts alone. */
const measure = (value: unknown): unknown => (Array.isArray(value) ? [value.length] : value)
