/**
 * Decides whether an operation may run, before any of it is executed. It is one function for every transport. It throws
 * the error that says why not.
 */
import { getVariableValues } from 'graphql'
import { clientError } from '../errors/errors.ts'
import type { CostBudget } from './budget.ts'
import { type AdmissionLimits, createAdmission, type OperationOfDocument } from './createAdmission.ts'

export type { CostBudget } from './budget.ts'
export type { AdmissionLimits } from './createAdmission.ts'

export interface Candidate extends OperationOfDocument {
  variables: { readonly [name: string]: unknown }
}

/** @param candidate with its variables as the client sent them */
export function admit(candidate: Candidate, budget: CostBudget, limits: AdmissionLimits): void {
  const { schema, operation, variables } = candidate
  // Validation accepts a mutation where the schema has none; execution would report an error of ours.
  if (!schema.getRootType(operation.operation)) {
    throw clientError('GRAPHQL_VALIDATION_FAILED', `There are no ${operation.operation}s here. Ask with a \`query\`.`)
  }
  const definitions = operation.variableDefinitions ?? []
  const { coerced } = getVariableValues(schema, definitions, variables, { maxErrors: maxVariableErrors })
  // Execution refuses the operation for its variables before it runs anything, and names them all.
  if (coerced !== undefined) createAdmission(candidate, limits)(coerced, budget)
}

/** graphql-js collects as many. Without a bound, wrong values would keep the process busy for many seconds. */
const maxVariableErrors = 50
