/**
 * What an operation may cost at most, known before it runs: one for each object of its answer, times the page sizes
 * above it, 20 where a list says no size. Introspection is free. Page arguments that cannot be served are found on the
 * way, since they are what the cost depends on.
 */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { clientError } from '../errors.ts'
import { defaultPageSize, type PageArguments, pageArgumentsError } from '../pagination/pageWindow.ts'
import { argumentsOf, isIncluded, type Variables } from './argumentValues.ts'

export interface OperationToAdmit {
  schema: GraphQLSchema
  operation: OperationDefinitionNode
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Coerced, with defaults */
  variables: Variables
}

/**
 * A few fragments that spread each other twice stand for 2^n selections ("billion laughs"), so the walk gives up when
 * it has met more than an honest operation has.
 */
const maxSelections = 50_000

export function costOf(toAdmit: OperationToAdmit, maxPageSize: number): number {
  const root = toAdmit.schema.getRootType(toAdmit.operation.operation)
  if (!root) return 0
  const walk: Walk = { ...toAdmit, maxPageSize, selections: 0 }
  return costOfSelections(walk, toAdmit.operation.selectionSet, { type: root.name, pageSize: defaultPageSize })
}

interface Walk extends OperationToAdmit {
  maxPageSize: number
  selections: number
}

/** Where the walk is: in the fields of this type, which has so many items if it is a connection. */
interface Parent {
  type: string
  pageSize: number
}

function costOfSelections(walk: Walk, { selections }: SelectionSetNode, parent: Parent): number {
  return selections.reduce((cost, node) => cost + costOfSelection(walk, node, parent), 0)
}

function costOfSelection(walk: Walk, node: SelectionNode, parent: Parent): number {
  if (++walk.selections > maxSelections) {
    throw clientError(
      'OPERATION_TOO_COSTLY',
      `The operation has more than ${maxSelections} selections. Ask for less at once.`,
    )
  }
  if (!isIncluded(node, walk.variables)) return 0
  if (node.kind === Kind.FIELD) return costOfField(walk, node, parent)
  const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : walk.fragments.get(node.name.value)
  if (fragment === undefined) return 0
  const type = fragment.typeCondition?.name.value ?? parent.type
  return costOfSelections(walk, fragment.selectionSet, { ...parent, type })
}

function costOfField(walk: Walk, node: FieldNode, parent: Parent): number {
  const field = fieldOf(walk.schema, parent.type, node.name.value)
  if (field === undefined || node.selectionSet === undefined) return 0
  const args = argumentsOf(node, walk.variables)
  const pageSize = isConnection(field) ? checkedPageSize(args, walk.maxPageSize) : defaultPageSize
  const items = isListType(getNullableType(field.type)) ? listLength(args, parent, walk.maxPageSize) : 1
  return items * (1 + costOfSelections(walk, node.selectionSet, { type: getNamedType(field.type).name, pageSize }))
}

/** Nothing for `__schema`, `__type` and `__typename`, which are in no type's own fields. */
function fieldOf(schema: GraphQLSchema, typeName: string, name: string): GraphQLField<unknown, unknown> | undefined {
  const type = schema.getType(typeName)
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined
}

const isConnection = (field: GraphQLField<unknown, unknown>): boolean => field.args.some(({ name }) => name === 'first')

function checkedPageSize(args: PageArguments, maxPageSize: number): number {
  const error = pageArgumentsError(args, maxPageSize)
  if (error !== undefined) throw error
  return args.first ?? args.last ?? defaultPageSize
}

/** The items of a connection, as many things as ids are asked for, or 20. */
function listLength({ ids }: Record<string, unknown>, parent: Parent, maxPageSize: number): number {
  if (!Array.isArray(ids)) return parent.pageSize
  if (ids.length > maxPageSize) {
    throw clientError(
      'PAGE_SIZE_EXCEEDED',
      `\`ids\` are ${ids.length}; at most ${maxPageSize} can be asked for at once.`,
    )
  }
  return ids.length
}
