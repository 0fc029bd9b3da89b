/**
 * How much of the schema an introspection answers. Each object and each value is counted on the actual schema, because
 * the sizes of its lists are known. 200 aliases below 200 aliases of ten fields are a text of 10 kB and would end the
 * process.
 */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql'
import { clientError } from '../errors/errors.ts'
import type { Variables } from '../types.ts'
import { isIncluded } from './argumentValues.ts'

/** For all entries of a request together. Tools that read the whole schema need a fifth of it. */
export const maxIntrospection = 50_000

export interface IntrospectedOperation {
  schema: GraphQLSchema
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  variables: Variables
}

/** @param before the count so far. Throws OPERATION_TOO_COSTLY as soon as it is too much. */
export function countIntrospection(operation: IntrospectedOperation, node: FieldNode, before: number): number {
  const field = [SchemaMetaFieldDef, TypeMetaFieldDef].find(({ name }) => name === node.name.value)
  if (field === undefined) return before
  const counting: Counting = { ...operation, count: before }
  countField(counting, node, { field, source: undefined })
  return counting.count
}

export const tooMuchIntrospection = () =>
  clientError(
    'OPERATION_TOO_COSTLY',
    `What is asked of the schema has more than ${maxIntrospection} values. Ask for less of it at once.`,
    { extensions: { maxIntrospection } },
  )

interface Counting extends IntrospectedOperation {
  count: number
}

interface Asked {
  field: GraphQLField<unknown, unknown>
  source: unknown
}

function countField(counting: Counting, node: FieldNode, { field, source }: Asked): void {
  const args = getArgumentValues(field, node, counting.variables)
  const info = { schema: counting.schema } as unknown as GraphQLResolveInfo // introspection reads nothing else of it
  const value: unknown = field.resolve?.(source, args, undefined, info)
  const type = getNamedType(field.type)
  if (Array.isArray(value)) countOne(counting)
  for (const item of Array.isArray(value) ? value : [value]) {
    countOne(counting)
    const hasFields = isObjectType(type) && node.selectionSet !== undefined
    if (hasFields && item !== null && item !== undefined) countSelections(counting, node.selectionSet, type, item)
  }
}

function countSelections(
  counting: Counting,
  { selections }: SelectionSetNode,
  ...[type, source]: [GraphQLObjectType, unknown]
): void {
  for (const node of selections) {
    if (!isIncluded(node, counting.variables)) continue
    if (node.kind !== Kind.FIELD) {
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : counting.fragments.get(node.name.value)
      if (fragment !== undefined) countSelections(counting, fragment.selectionSet, type, source)
      continue
    }
    const field = type.getFields()[node.name.value]
    if (field !== undefined) countField(counting, node, { field, source })
    else countOne(counting)
  }
}

function countOne(counting: Counting): void {
  if (!(++counting.count <= maxIntrospection)) throw tooMuchIntrospection()
}
