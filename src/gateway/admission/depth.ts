import {
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  ValidationContext,
  visit,
} from 'graphql'
import depthLimit from 'graphql-depth-limit'
import { clientError } from '../errors/errors.ts'
import type { Fragments } from './expansion.ts'

/**
 * `graphql-depth-limit` keeps operations and fragments in plain objects under the names that clients gave them. Such an
 * object loses `__proto__` and has `constructor` from the start, so we pass names of ours. It also walks all selections
 * with fragments in place; `expand` has counted them before.
 */
export function assertDepth(
  schema: GraphQLSchema,
  { operation, fragments }: { operation: OperationDefinitionNode; fragments: Fragments },
  maxDepth: number,
): void {
  let tooDeep = false
  const document = { kind: Kind.DOCUMENT, definitions: renamed(operation, fragments) } as const
  const context = new ValidationContext(schema, document, new TypeInfo(schema), () => {
    tooDeep = true
  })
  depthLimit(maxDepth)(context)
  if (!tooDeep) return
  throw clientError(
    'OPERATION_TOO_DEEP',
    `The operation is nested more than ${maxDepth} levels deep. Ask for less at once.`,
  )
}

function renamed({ name: _, ...anonymous }: OperationDefinitionNode, fragments: Fragments) {
  if (fragments.size === 0) return [anonymous]
  const numbers = new Map([...fragments.keys()].map((name, number) => [name, `fragment${number}`]))
  const rename = <Node extends FragmentDefinitionNode | FragmentSpreadNode>(node: Node): Node => ({
    ...node,
    name: { ...node.name, value: numbers.get(node.name.value) ?? '' },
  })
  const visitor = { FragmentSpread: { leave: rename }, FragmentDefinition: { leave: rename } }
  return [anonymous, ...fragments.values()].map((definition) => visit(definition, visitor))
}
