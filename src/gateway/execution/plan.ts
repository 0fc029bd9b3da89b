/**
 * What an operation does, worked out once: for each object type that can stand at a place, its fields in order, with
 * their resolvers, arguments and the way their values are completed. graphql-js works this out again at each object.
 */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  TypeNameMetaFieldDef,
} from 'graphql'
// The package has it for its own execution only, but no other code should decide which selections are one field.
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js'
import { modelOf } from '../analysis/modelOf.ts'
import type { TagMap } from '../tags/tagMap.ts'
import type { Variables } from '../types.ts'
import { type Arguments, planArguments } from './arguments.ts'
import { type Serialize, serializerOf } from './leaf.ts'

export interface FieldPlan {
  /** Key of the field in the answer */
  key: string
  name: string
  coordinate: string
  nodes: readonly FieldNode[]
  /** Undefined where the value is the property of that name */
  resolve: GraphQLFieldResolver<unknown, unknown> | undefined
  args: Arguments
  value: ValuePlan
}

export type ValuePlan = { isNullable: boolean } & (
  | { kind: 'leaf'; serialize: Serialize }
  | { kind: 'list'; items: ValuePlan }
  | { kind: 'object'; fields(): ObjectPlan }
  | { kind: 'abstract'; type: GraphQLAbstractType; fieldsOf(type: GraphQLObjectType): ObjectPlan }
)

export interface ObjectPlan {
  /** In their order */
  fields: readonly FieldPlan[]
  /** Kind of the tag that a row of the type has by its id; undefined for a type that is not a row */
  tagKind: number | undefined
  /** Bytes of its keys in JSON, with the punctuation between them */
  bytes: number
}

export interface OperationPlan {
  schema: GraphQLSchema
  /** Fields side by side, or (of a mutation) each after the one before and all that is below it */
  order: 'together' | 'serially'
  /** The answer as a whole */
  top: { field: FieldPlan; plan: ValuePlan & { kind: 'object' } }
}

export interface OperationParts {
  schema: GraphQLSchema
  tags: Pick<TagMap, 'rowKind'>
  operation: OperationDefinitionNode
  fragments: Record<string, FragmentDefinitionNode>
  /** Values of the variables that `@skip` and `@include` ask for */
  conditions: Variables
}

export function planOperation(parts: OperationParts): OperationPlan {
  const { schema, operation, fragments, conditions } = parts
  const type = schema.getRootType(operation.operation)
  if (!type) throw new Error(`The schema has no ${operation.operation}.`)
  const fields = planObject(parts, type, collectFields(schema, fragments, conditions, type, operation.selectionSet))
  const plan = { isNullable: true, kind: 'object', fields: () => fields } as const
  const field = {
    key: '',
    name: '',
    coordinate: type.name,
    nodes: [],
    resolve: undefined,
    args: { read: {} },
    value: plan,
  }
  return { schema, order: operation.operation === 'mutation' ? 'serially' : 'together', top: { field, plan } }
}

function planObject(
  parts: OperationParts,
  type: GraphQLObjectType,
  selected: Map<string, readonly FieldNode[]>,
): ObjectPlan {
  const fields = [...selected].flatMap(([key, nodes]) => planField(parts, type, { key, nodes }) ?? [])
  const bytes = fields.reduce((sum, { key }) => sum + key.length + keyPunctuation, objectPunctuation)
  return { fields, tagKind: parts.tags.rowKind(modelOf(type)), bytes }
}

/** `"":,` and `{},`, the last of which has no comma */
const [keyPunctuation, objectPunctuation] = [4, 2]

interface Selected {
  key: string
  nodes: readonly FieldNode[]
}

function planField(parts: OperationParts, type: GraphQLObjectType, selected: Selected): FieldPlan | undefined {
  const [node] = selected.nodes
  const name = node?.name.value ?? ''
  const field = name === TypeNameMetaFieldDef.name ? TypeNameMetaFieldDef : type.getFields()[name]
  if (!node || !field) return undefined
  return {
    ...selected,
    name: field.name,
    coordinate: `${type.name}.${field.name}`,
    // The name of the type is the only value that no row has.
    resolve: field === TypeNameMetaFieldDef ? () => type.name : field.resolve,
    args: planArguments(field, node),
    value: planValue(parts, field.type, selected.nodes),
  }
}

function planValue(parts: OperationParts, type: GraphQLOutputType, nodes: readonly FieldNode[]): ValuePlan {
  if (isNonNullType(type)) return { ...planValue(parts, type.ofType, nodes), isNullable: false }
  if (isLeafType(type)) return { isNullable: true, kind: 'leaf', serialize: serializerOf(type) }
  if (isListType(type)) return { isNullable: true, kind: 'list', items: planValue(parts, type.ofType, nodes) }
  const plans = new Map<GraphQLObjectType, ObjectPlan>()
  // Planned only when a value of the type is met, because an operation could ask far more of all possible types than it
  // does.
  const fieldsOf = (objectType: GraphQLObjectType): ObjectPlan => {
    const known = plans.get(objectType)
    if (known !== undefined) return known
    const { schema, fragments, conditions } = parts
    const plan = planObject(parts, objectType, collectSubfields(schema, fragments, conditions, objectType, nodes))
    plans.set(objectType, plan)
    return plan
  }
  if (isAbstractType(type)) return { isNullable: true, kind: 'abstract', type, fieldsOf }
  return { isNullable: true, kind: 'object', fields: () => fieldsOf(type) }
}
