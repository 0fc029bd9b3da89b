/**
 * Admission of an operation that is sent again and again. Everything that its text alone decides is decided once. Its
 * cost is remembered by the values of the variables that it depends on.
 */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql'
import type { Variables } from '../types.ts'
import { argumentSizes, type CheckSizes } from './argumentSizes.ts'
import { variableValue } from './argumentValues.ts'
import { assertLiterals, assertStrings } from './assertStrings.ts'
import { type CostBudget, type CostLimits, takeFrom } from './budget.ts'
import { type Cost, costOf } from './cost.ts'
import { assertDepth } from './depth.ts'
import { expand, type Fragments, forEachSelection } from './expansion.ts'
import { readableTexts } from './readableTexts.ts'

export interface AdmissionLimits extends CostLimits {
  maxDepth: number
  maxPageSize: number
}

export interface OperationOfDocument {
  schema: GraphQLSchema
  document: DocumentNode
  operation: OperationDefinitionNode
}

/** Throws the error that says why the operation may not run. @param variables coerced, with defaults */
export type Admission = (variables: Variables, budget: CostBudget) => void

/** Costs are kept for at most this many sets of page sizes; clients use a handful. */
const maxCosts = 200

export function createAdmission(operation: OperationOfDocument, limits: AdmissionLimits): Admission {
  const names = costVariables(operation.document)
  const costs = new Map<string, Cost>()
  let shape: Shape | undefined

  function costFor(variables: Variables): Cost {
    const key = names.length === 0 ? '' : JSON.stringify(names.map((name) => measure(variableValue(variables, name))))
    const known = costs.get(key)
    if (known !== undefined) return known
    const fragments = fragmentsOf(operation.document)
    const times = expand(operation.operation, fragments)
    const cost = costOf({ ...operation, fragments, variables }, limits.maxPageSize)
    shape ??= shapeOf(operation, { fragments, times }, limits)
    if (costs.size >= maxCosts) costs.clear()
    costs.set(key, cost)
    return cost
  }

  const assertReadable = readableTexts(operation)
  return (variables, budget) => {
    assertReadable(variables)
    assertStrings(variables)
    const cost = costFor(variables)
    shape?.checkSizes(variables)
    takeFrom(budget, cost, limits)
  }
}

/** What does not depend on variables */
interface Shape {
  checkSizes: CheckSizes
}

interface Expanded {
  fragments: Fragments
  times: ReturnType<typeof expand>
}

function shapeOf({ schema, document, operation }: OperationOfDocument, expanded: Expanded, limits: AdmissionLimits) {
  assertLiterals(document)
  assertDepth(schema, { operation, fragments: expanded.fragments }, limits.maxDepth)
  return { checkSizes: argumentSizes({ schema, operation, ...expanded }) }
}

const fragmentsOf = ({ definitions }: DocumentNode): Fragments =>
  new Map(definitions.filter(isFragment).map((fragment) => [fragment.name.value, fragment]))

const isFragment = (node: DocumentNode['definitions'][number]): node is FragmentDefinitionNode =>
  node.kind === Kind.FRAGMENT_DEFINITION

const sizing = new Set(['first', 'last', 'ids'])

/** The variables whose values make an operation larger or smaller. */
function costVariables(document: DocumentNode): string[] {
  const names = new Set<string>()
  const note = (value: ValueNode) => {
    if (value.kind === Kind.VARIABLE) names.add(value.name.value)
  }
  for (const definition of document.definitions) {
    if (!('selectionSet' in definition)) continue
    forEachSelection(definition.selectionSet, (node) => {
      const args = node.kind === Kind.FIELD ? node.arguments : undefined
      for (const { name, value } of args ?? []) if (sizing.has(name.value)) note(value)
      for (const directive of node.directives ?? []) for (const { value } of directive.arguments ?? []) note(value)
    })
  }
  return [...names].sort()
}

/** Only the length of a list counts. */
const measure = (value: unknown): unknown => (Array.isArray(value) ? [value.length] : value)
