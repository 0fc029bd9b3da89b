/** An operation of a valid document, ready to be run any number of times. */

import type { OperationDefinitionNode } from 'graphql'
import { type DocumentNode, type FragmentDefinitionNode, Kind, visit } from 'graphql'
import type { Variables } from '../types.ts'
import { conditionNames, conditionsOf } from './conditions.ts'
import { execute, type Result, type Run } from './execution.ts'
import { type OperationParts, type OperationPlan, planOperation } from './plan.ts'
import { variableReader } from './variables.ts'

export interface CompiledOperation {
  document: DocumentNode
  operation: OperationDefinitionNode
  /** Undefined for variables that do not fit: graphql-js explains their faults to clients. */
  prepare(given: Variables): PreparedOperation | undefined
}

export interface PreparedOperation {
  /** Coerced, with their defaults */
  variables: Variables
  run(context: unknown, recorder?: Run['recorder'], room?: Run['room']): Promise<Result>
}

/** Beyond so many sets of values the plan of the first is made anew: an honest operation has a switch or two. */
const maxPlans = 32

/** Undefined for an operation that is left to graphql-js: introspection, and a name that the document does not have. */
export function compileOperation(
  { schema, tags }: Pick<OperationParts, 'schema' | 'tags'>,
  document: DocumentNode,
  operationName: string | undefined,
): CompiledOperation | undefined {
  const operation = operationNamed(document, operationName)
  if (operation === undefined || operation.operation === 'subscription' || asksForSchema(document)) return undefined
  const fragments = fragmentsOf(document)
  const names = conditionNames(document)
  const readVariables = variableReader(schema, operation)
  const plans = new Map<string, OperationPlan>()

  function planFor(variables: Variables): OperationPlan {
    const conditions = conditionsOf(names, variables)
    const key = names.length === 0 ? '' : JSON.stringify(conditions)
    const known = plans.get(key)
    if (known !== undefined) return known
    if (plans.size >= maxPlans) plans.clear()
    const plan = planOperation({ schema, tags, operation: operation as OperationDefinitionNode, fragments, conditions })
    plans.set(key, plan)
    return plan
  }

  return {
    document,
    operation,
    prepare(given) {
      try {
        const variables = readVariables(given)
        const plan = planFor(variables)
        return { variables, run: (context, recorder, room) => execute({ plan, variables, context, recorder, room }) }
      } catch {
        return undefined
      }
    },
  }
}

const isFragment = (node: DocumentNode['definitions'][number]): node is FragmentDefinitionNode =>
  node.kind === Kind.FRAGMENT_DEFINITION

/** As `collectFields` takes them, and without a prototype: a fragment may be called `constructor`. */
function fragmentsOf({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null)
  for (const fragment of definitions.filter(isFragment)) fragments[fragment.name.value] = fragment
  return fragments
}

export function operationNamed(document: DocumentNode, name: string | undefined): OperationDefinitionNode | undefined {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
  if (name !== undefined) return operations.find((operation) => operation.name?.value === name)
  return operations.length === 1 ? operations[0] : undefined
}

function asksForSchema(document: DocumentNode): boolean {
  let asks = false
  visit(document, {
    Field({ name: { value } }) {
      if (value === '__schema' || value === '__type') asks = true
    },
  })
  return asks
}
