/**
 * Whether an operation may run: one function, whatever the transport, before anything of it is executed. It throws the
 * error that says why not.
 */

import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  ValidationContext,
} from 'graphql'
import depthLimit from 'graphql-depth-limit'
import { clientError } from '../errors.ts'
import { assertLiterals, assertStrings } from './assertStrings.ts'
import { costOf } from './cost.ts'

export interface AdmissionLimits {
  maxDepth: number
  maxCost: number
  maxPageSize: number
}

/** What the entries of a batch share: each that is admitted leaves less for those after it. */
export interface CostBudget {
  remaining: number
}

export interface Candidate {
  schema: GraphQLSchema
  document: DocumentNode
  operation: OperationDefinitionNode
  variables: { readonly [name: string]: unknown }
}

/** @param variables as the client sent them */
export function admit(candidate: Candidate, budget: CostBudget, limits: AdmissionLimits): void {
  const { schema, operation, variables } = candidate
  // Validation lets a mutation pass where there are none; execution calls it our fault.
  if (!schema.getRootType(operation.operation)) {
    throw clientError('GRAPHQL_VALIDATION_FAILED', `There are no ${operation.operation}s here. Ask with a \`query\`.`)
  }
  const definitions = operation.variableDefinitions ?? []
  const { coerced } = getVariableValues(schema, definitions, variables, { maxErrors: maxVariableErrors })
  // Execution refuses the operation for its variables before it runs anything, and names them all.
  if (coerced === undefined) return
  assertStrings(coerced)
  const cost = admittedCost({ ...candidate, variables: coerced }, limits)
  if (cost > budget.remaining) throw tooCostly(cost, budget.remaining, limits.maxCost)
  budget.remaining -= cost
}

/** The cost of an operation that may run, as far as its own shape decides. */
export function admittedCost(candidate: Candidate, limits: AdmissionLimits): number {
  const { schema, document, operation, variables } = candidate
  assertLiterals(document)
  const fragments = new Map(document.definitions.filter(isFragment).map((fragment) => [fragment.name.value, fragment]))
  const cost = costOf({ schema, operation, fragments, variables }, limits.maxPageSize)
  assertDepth(candidate, limits.maxDepth)
  return cost
}

/** As many as graphql-js collects: a body full of wrong values would otherwise keep the process busy for many seconds. */
const maxVariableErrors = 50

const isFragment = (node: DocumentNode['definitions'][number]): node is FragmentDefinitionNode =>
  node.kind === Kind.FRAGMENT_DEFINITION

/** After the cost, which bounds how many selections there are: the depth is found by walking them all. */
function assertDepth({ schema, document, operation }: Candidate, maxDepth: number): void {
  const definitions = [operation, ...document.definitions.filter(isFragment)]
  let tooDeep = false
  const context = new ValidationContext(schema, { ...document, definitions }, new TypeInfo(schema), () => {
    tooDeep = true
  })
  depthLimit(maxDepth)(context)
  if (!tooDeep) return
  throw clientError(
    'OPERATION_TOO_DEEP',
    `The operation is nested more than ${maxDepth} levels deep. Ask for less at once.`,
  )
}

/** @param remaining of what the request may cost, after the operations before this one */
export function tooCostly(cost: number, remaining: number, maxCost: number) {
  const left = remaining < maxCost ? ` of which the operations before it left ${remaining}` : ''
  return clientError(
    'OPERATION_TOO_COSTLY',
    `The operation may read ${cost} objects; a request may read ${maxCost}${left}. Ask for smaller pages or fewer levels.`,
    { extensions: { cost, maxCost } },
  )
}
